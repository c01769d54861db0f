/**
 * Words by which a text gives itself away, and words that a button may carry. Lists, so that a person can read and dispute them;
 * they catch habits of the trade, not someone who means to deceive (law B5, B7, B8, B9, B11).
 *
 * An entry is in small letters, without apostrophes and other signs; `*` before or after it stands for the rest of a word. Dutch
 * and English are looked at closely. In the other languages the lists hold what banners say most; whoever writes those texts knows
 * them better than we do.
 */
import type { NoticeLanguage } from './texts.ts'

export type WordList = Readonly<Record<NoticeLanguage, readonly string[]>>

/**
 * A text as a row of words with a space on either side of each: small letters, nothing invisible, no signs; in Arabic without
 * the marks for vowels and stretching, which one may write or leave out.
 */
export function wordsOf(text: string, language: NoticeLanguage): string {
  const plain = text
    .normalize('NFKC')
    // Soft hyphens and the like, and apostrophes: "video’s" is one word.
    .replace(/\p{Cf}|['’‘ʼ`´]/gu, '')
    .replace(/(?<=\p{Script=Arabic})[\u0640\p{Mn}]+/gu, '')
    .toLocaleLowerCase(language)
  return ` ${plain.match(/[\p{L}\p{M}\p{N}]+/gu)?.join(' ') ?? ''} `
}

/** They turn around what follows: "er staat niets standaard aan". At most one other word may stand between. */
const denials = ['niet', 'niets', 'geen', 'nooit', 'not', 'nothing', 'none', 'never', 'no']

const isDenied = (before: string): boolean =>
  before
    .trim()
    .split(' ')
    .slice(-2)
    .some((word) => denials.includes(word))

/** What stands before each place where an entry is said. */
function saidAfter(words: string, entry: string): string[] {
  const sought = `${entry.startsWith('*') ? '' : ' '}${entry.replaceAll('*', '')}${entry.endsWith('*') ? '' : ' '}`
  const before: string[] = []
  for (let at = words.indexOf(sought); at !== -1; at = words.indexOf(sought, at + 1))
    before.push(words.slice(0, at))
  return before
}

/** Whether a text has something of a list, in whatever sense. */
export function mentions(text: string, language: NoticeLanguage, list: WordList): boolean {
  const words = wordsOf(text, language)
  return list[language].some((entry) => saidAfter(words, entry).length > 0)
}

/** Whether it says so, and does not deny it. Denial is understood in Dutch and English. */
export function asserts(text: string, language: NoticeLanguage, list: WordList): boolean {
  const words = wordsOf(text, language)
  return list[language].some((entry) => saidAfter(words, entry).some((before) => !isDenied(before)))
}

/** Whether a text is one of a list, signs and capitals aside. */
export const isOneOf = (text: string, language: NoticeLanguage, list: WordList): boolean =>
  list[language].includes(wordsOf(text, language).trim())

/**
 * All that a button for "no" may say. A list of what is allowed, since what steers has no end: "Verder zonder", "Misschien later",
 * "Nee, ik mis liever alles".
 */
export const plainRefusals: WordList = {
  nl: [
    'weigeren',
    'weiger',
    'alles weigeren',
    'weiger alles',
    'ik weiger',
    'afwijzen',
    'alles afwijzen',
    'nee',
    'nee bedankt',
    'nee dank je',
    'nee dank u',
    'nee liever niet',
    'nee weigeren',
    'liever niet',
    'niet toestaan',
    'nee niet toestaan',
    'niet akkoord',
    'niet accepteren',
  ],
  en: [
    'refuse',
    'refuse all',
    'i refuse',
    'reject',
    'reject all',
    'decline',
    'decline all',
    'deny',
    'deny all',
    'no',
    'no thanks',
    'no thank you',
    'no refuse',
    'disagree',
    'i disagree',
    'do not allow',
    'dont allow',
    'do not accept',
  ],
  tr: [
    'reddet',
    'reddediyorum',
    'tümünü reddet',
    'hepsini reddet',
    'hayır',
    'kabul etme',
    'kabul etmiyorum',
    'izin verme',
    'izin vermiyorum',
  ],
  ar: ['رفض', 'أرفض', 'رفض الكل', 'أرفض الكل', 'لا', 'لا أوافق', 'لا أقبل', 'عدم الموافقة', 'عدم السماح'],
  uk: [
    'відхилити',
    'відхилити все',
    'відхиляю',
    'відмовити',
    'відмовитися',
    'ні',
    'не погоджуюся',
    'не дозволяти',
    'не дозволяю',
    'не приймати',
  ],
  pl: [
    'odrzuć',
    'odrzucam',
    'odrzuć wszystko',
    'odmów',
    'odmawiam',
    'nie',
    'nie zgadzam się',
    'nie zezwalaj',
    'nie zezwalam',
    'nie akceptuję',
  ],
}

/** All that a button for "yes" may say. */
export const plainAcceptances: WordList = {
  nl: [
    'accepteren',
    'accepteer',
    'alles accepteren',
    'accepteer alles',
    'ik accepteer',
    'toestaan',
    'alles toestaan',
    'ja',
    'ja dat mag',
    'ja graag',
    'ja is goed',
    'ja toestaan',
    'ja accepteren',
    'dat mag',
    'akkoord',
    'ik ga akkoord',
    'toestemming geven',
  ],
  en: [
    'accept',
    'accept all',
    'i accept',
    'allow',
    'allow all',
    'yes',
    'yes please',
    'yes accept',
    'agree',
    'i agree',
    'consent',
    'give consent',
  ],
  tr: [
    'kabul et',
    'kabul ediyorum',
    'tümünü kabul et',
    'hepsini kabul et',
    'evet',
    'izin ver',
    'izin veriyorum',
    'onaylıyorum',
  ],
  ar: ['قبول', 'أقبل', 'قبول الكل', 'أقبل الكل', 'نعم', 'أوافق', 'نعم أوافق', 'موافقة', 'السماح'],
  uk: [
    'прийняти',
    'прийняти все',
    'приймаю',
    'так',
    'погоджуюся',
    'погодитися',
    'дозволити',
    'дозволити все',
    'дозволяю',
  ],
  pl: [
    'akceptuj',
    'akceptuję',
    'akceptuj wszystko',
    'zaakceptuj',
    'zaakceptuj wszystko',
    'tak',
    'zgadzam się',
    'zezwól',
    'zezwalam',
    'wyrażam zgodę',
  ],
}

/** Praise, pity and advice: they speak for one of the two answers. */
export const steering: WordList = {
  nl: [
    'optima*',
    '*beste ervaring',
    'betere ervaring*',
    'goede ervaring',
    'fijne ervaring',
    'leukere ervaring',
    'persoonlijke ervaring',
    'prettige ervaring',
    'volledige ervaring',
    'topervaring',
    'beter van dienst',
    'koekje*',
    'lekker',
    'lekkere',
    'heerlijk*',
    'smakelijk*',
    'aanbevolen',
    'aangeraden',
    'raden aan',
    'raden we aan',
    'raden wij aan',
    'beste keuze',
    'slimme keuze',
    'meest gekozen',
    'helaas',
    'jammer',
    'zonde',
    'mis niets',
    'mis dit niet',
    'mis het niet',
    'help ons',
    'steun ons',
    'speciaal voor jou',
    'speciaal voor u',
    'op maat',
    'profiteer*',
    'geniet',
    'genieten',
    'geven om je privacy',
    'geven om uw privacy',
    'waarderen je privacy',
    'waarderen uw privacy',
    'hechten waarde aan',
    'privacy is belangrijk',
  ],
  en: [
    'optima*',
    'optimi*',
    'best experience',
    'better experience',
    'full experience',
    'great experience',
    'personal experience',
    'personalised experience',
    'personalized experience',
    'delicious',
    'tasty',
    'yummy',
    'recommend*',
    'best choice',
    'smart choice',
    'most chosen',
    'most popular',
    'sadly',
    'unfortunately',
    'miss out',
    'help us',
    'support us',
    'just for you',
    'tailored',
    'enjoy',
    'care about your privacy',
    'value your privacy',
  ],
  tr: [
    'optimal',
    'optimum',
    'en iyi deneyim*',
    'daha iyi deneyim*',
    'daha iyi bir deneyim*',
    'önerilen',
    'tavsiye edilen',
    'maalesef',
    'ne yazık ki',
    'size özel',
    'lezzetli*',
  ],
  ar: [
    '*أفضل تجربة*',
    '*تجربة أفضل*',
    '*التجربة المثلى*',
    '*مثالية*',
    '*موصى به*',
    '*للأسف*',
    '*لذيذ*',
    '*خصيصا لك*',
  ],
  uk: [
    'оптимальн*',
    'найкращ*',
    'кращий досвід',
    'рекомендован*',
    'рекомендуємо',
    'на жаль',
    'спеціально для вас',
    'смачн*',
  ],
  pl: [
    'optymaln*',
    'najlepsz*',
    'lepsze doświadczeni*',
    'polecan*',
    'polecamy',
    'zalecan*',
    'niestety',
    'specjalnie dla ciebie',
    'pyszn*',
  ],
}

/** Words under which anything fits. */
export const vague: WordList = {
  nl: [
    'ervaring verbeteren',
    'ervaring te verbeteren',
    'verbeteren van de ervaring',
    'verbeteren van je ervaring',
    'verbeteren van uw ervaring',
    'gebruikerservaring*',
    'gebruiksgemak',
    'andere doeleinden',
    'bepaalde doeleinden',
    'diverse doeleinden',
    'verschillende doeleinden',
    'en dergelijke',
    'en meer',
    'enz',
    'enzovoort*',
    'etc',
    'onder andere',
    'onder meer',
    'geselecteerde partners',
    'onze partners',
    'vertrouwde partners',
  ],
  en: [
    'enhance your experience',
    'enhancing your experience',
    'improve your experience',
    'improving your experience',
    'user experience',
    'certain purposes',
    'other purposes',
    'various purposes',
    'among others',
    'and more',
    'and so on',
    'etc',
    'our partners',
    'selected partners',
    'trusted partners',
  ],
  tr: ['deneyiminizi iyileştir*', 'deneyiminizi geliştir*', 'çeşitli amaçlar*', 'iş ortaklarımız*'],
  ar: ['*تحسين تجربتك*', '*أغراض مختلفة*', '*أغراض أخرى*', '*شركائنا*'],
  uk: ['покращити ваш досвід', 'покращення вашого досвіду', 'різних цілей', 'інших цілей', 'наші партнери'],
  pl: ['poprawić doświadczeni*', 'poprawy doświadcze*', 'różnych celach', 'innych celach', 'nasi partnerzy'],
}

/** What may be refused is not needed. Said of exempt purposes they are no offence. */
export const needed: WordList = {
  nl: [
    'noodzakelijk*',
    'essentieel',
    'essentiële',
    'onmisba*',
    'onontbeerlijk*',
    'strikt nodig',
    // Not "verplicht" and "vereist" by themselves: asking is.
    'verplichte',
    'vereiste',
  ],
  en: ['necessary', 'essential*', 'indispensable', 'strictly needed', 'mandatory', 'required cookies'],
  // Where "not" follows the word, a list can not tell "needed" from "not needed".
  tr: [],
  ar: [],
  uk: [],
  pl: [],
}

/** The ground that is no consent and that visitors could only object to. */
export const legitimateInterest: WordList = {
  nl: ['gerechtvaardigd belang', 'gerechtvaardigde belang*', 'legitiem belang', 'legitieme belang*'],
  en: ['legitimate interest*', 'legitimate business interest*'],
  tr: ['meşru menfaat*', 'meşru çıkar*'],
  ar: ['*مصلحة مشروعة*', '*مصالح مشروعة*', '*مصلحتنا المشروعة*', '*المصلحة المشروعة*', '*المصالح المشروعة*'],
  uk: [
    'законний інтерес',
    'законного інтересу',
    'законним інтересом',
    'законні інтереси',
    'законних інтересів',
    'законними інтересами',
  ],
  pl: [
    'uzasadniony interes',
    'uzasadnionego interesu',
    'uzasadnionym interesem',
    'uzasadnione interesy',
    'uzasadnionych interesów',
  ],
}

/** That something is on before anybody chose. */
export const alreadyOn: WordList = {
  nl: [
    'al aan',
    'alvast aan',
    'standaard aan',
    'al aangevinkt',
    'alvast aangevinkt',
    'standaard aangevinkt',
    'vooraf aangevinkt',
    'al aangezet',
    'alvast aangezet',
    'al geactiveerd',
    'standaard geactiveerd',
    'al ingeschakeld',
    'standaard ingeschakeld',
    'vooraf ingeschakeld',
    'al geselecteerd',
    'vooraf geselecteerd',
    'voorgeselecteerd',
  ],
  en: [
    'already on',
    'on by default',
    'active by default',
    'already active',
    'already enabled',
    'enabled by default',
    'already selected',
    'selected by default',
    'pre selected',
    'preselected',
    'already ticked',
    'ticked by default',
    'pre ticked',
    'preticked',
    'already checked',
    'checked by default',
    'already turned on',
    'already switched on',
  ],
  tr: ['varsayılan olarak açık', 'zaten açık', 'önceden seçil*', 'önceden işaretlen*'],
  ar: ['*مفعل افتراضيا*', '*مفعلة افتراضيا*', '*مفعل مسبقا*', '*محدد مسبقا*', '*محددة مسبقا*'],
  uk: ['за замовчуванням увімкнен*', 'увімкнено за замовчуванням', 'вже ввімкнен*', 'вже увімкнен*'],
  pl: ['domyślnie włączon*', 'włączone domyślnie', 'już włączon*', 'domyślnie zaznaczon*', 'już zaznaczon*'],
}

/** That whoever does nothing, or reads on, has agreed. */
export const impliedYes: WordList = {
  nl: [
    'door verder te',
    'door deze website te gebruiken',
    'door deze site te gebruiken',
    'door gebruik te maken van deze',
    'door gebruik te maken van onze',
    'door te blijven',
    'door te scrollen',
    'als je verder',
    'als u verder',
    'als je doorgaat',
    'als u doorgaat',
    'gaan we ervan uit',
    'gaan wij ervan uit',
    'we gaan ervan uit',
    'wij gaan ervan uit',
  ],
  en: [
    'by browsing',
    'by clicking anywhere',
    'by continuing',
    'by scrolling',
    'by staying',
    'by using our website',
    'by using our site',
    'by using the website',
    'by using this website',
    'by using this site',
    'if you continue',
    'keep browsing',
    'keep using',
    'continue browsing',
    'continue to use',
    'we assume',
    'we will assume',
  ],
  tr: ['kullanmaya devam ed*', 'devam ederek', 'siteyi kullanarak', 'sitesini kullanarak'],
  ar: ['*بمواصلة استخدام*', '*باستمرارك في*', '*باستخدامك*', '*بمتابعة التصفح*'],
  uk: ['продовжуючи', 'користуючись сайтом', 'якщо ви продовжите'],
  pl: [
    'kontynuując',
    'korzystając ze strony',
    'korzystając z serwisu',
    'dalsze korzystanie',
    'pozostając na',
  ],
}

/** That the website is closed, or worse, to whoever refuses. */
export const wall: WordList = {
  nl: [
    '*site werkt niet',
    '*site werkt dan niet',
    '*site werkt anders niet',
    '*site werkt alleen',
    '*site werkt minder',
    '*site werkt slechter',
    'werkt de website niet',
    'werkt de website minder*',
    'werkt de website slechter',
    'werkt de site niet',
    'werkt de site minder*',
    '*site goed werken',
    '*site goed te laten werken',
    'niet goed werken',
    'minder goed werken',
    'niet goed functioneren',
    'minder goed functioneren',
    'alleen toegang als',
    'geen toegang tot de site',
    'geen toegang tot de website',
    'geen toegang tot deze website',
  ],
  en: [
    '*site does not work',
    '*site will not work',
    '*site wont work',
    '*site may not work',
    '*site only works',
    'not work properly',
    'not function properly',
    '*site work properly',
    '*site function properly',
    'limited access to the website',
    'no access to the website',
    'no access to this website',
    'only access',
    'cannot use this website',
    'cannot use this site',
  ],
  tr: ['site düzgün çalışmaz', 'sitesi düzgün çalışmaz', 'erişemezsiniz'],
  ar: ['*لن يعمل الموقع*', '*لا يعمل الموقع*', '*لا يمكنك الدخول*'],
  uk: ['сайт не працюватиме', 'сайт не буде працювати', 'працює лише якщо'],
  pl: ['strona nie będzie działać', 'strona nie działa', 'brak dostępu'],
}

/** What a visitor can do with an answer once given. Of Dutch and English alone; see `saysHowToWithdraw`. */
export const takingBack: WordList = {
  nl: [
    'verander*',
    'wijzig*',
    'aanpas*',
    'aan te passen',
    'aan passen',
    'herzien',
    'intrekken',
    'trek',
    'in te trekken',
    'stoppen',
    'uitzetten',
  ],
  en: ['chang*', 'withdraw*', 'revoke*', 'undo', 'take back', 'turn off', 'turn it off', 'stop'],
  tr: [],
  ar: [],
  uk: [],
  pl: [],
}

export const atAnyTime: WordList = {
  nl: [
    'altijd',
    'elk moment',
    'ieder moment',
    'op een later moment',
    'later',
    'wanneer je wilt',
    'wanneer u wilt',
  ],
  en: ['always', 'any time', 'anytime', 'any moment', 'later', 'whenever you like', 'whenever you want'],
  tr: [],
  ar: [],
  uk: [],
  pl: [],
}
