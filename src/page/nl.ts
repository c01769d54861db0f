/**
 * Every text of our pages in Dutch, B1, "je". It sets the shape of `Words`, so that a text forgotten in another
 * language does not compile. Numbers, dates and percentages arrive as text, written in the page's language.
 */
import { accountNl } from './nl-account.ts'
import { archiveNl } from './nl-archive.ts'
import { auditNl } from './nl-audit.ts'
import { deedsNl } from './nl-deeds.ts'
import { deskNl } from './nl-desk.ts'
import { consentNl } from './nl-consent.ts'
import { choiceNl } from './nl-choice.ts'
import { breachNl } from './nl-breach.ts'
import { processorNl } from './nl-processor.ts'
import { registerNl } from './nl-register.ts'
import { mailLinkNl } from './nl-mail-link.ts'
import { privacyNl } from './nl-privacy.ts'
import { rightsNl } from './nl-rights.ts'
import { packageNl } from './nl-package.ts'
import { preferenceNl } from './nl-preference.ts'
import { readersNl } from './nl-readers.ts'
import { reportNl } from './nl-report.ts'
import { retentionNl } from './nl-retention.ts'
import { requestNl } from './nl-request.ts'
import { settingsNl } from './nl-settings.ts'
import { signUpNl } from './nl-sign-up.ts'
import { welcomeNl } from './nl-welcome.ts'
import { writingNl } from './nl-writing.ts'
import { newsletterReportNl } from './nl-newsletter-report.ts'

/** Codes of values that have a name in the page's language; a code that is not here is shown as it came. */
type Names = Readonly<Record<string, string>>

const devices: Names = {
  desktop: 'Computer',
  mobile: 'Telefoon',
  tablet: 'Tablet',
  tv: 'Tv',
  other: 'Anders',
}
const events: Names = {
  pageview: 'Pagina bekeken',
  'Outbound Link: Click': 'Klik naar andere website',
  'File Download': 'Bestand gedownload',
  'Form: Submission': 'Formulier verstuurd',
  '404': 'Pagina niet gevonden',
  Share: 'Gedeeld met het apparaat',
  'Site Search': 'Gezocht op de website',
}

export const nl = {
  languageName: 'Nederlands',
  shell: {
    skip: 'Naar de inhoud',
    home: 'Voordeur, naar het overzicht',
    path: 'Je bent hier',
    language: 'Taal',
    account: 'Mijn account',
    signOut: 'Uitloggen',
    promise: 'Voordeur telt bezoeken zonder de bezoeker te kennen.',
  },
  mail: {
    // Under mails that say "je" and under letters of the desk, which say "u".
    plainAddress: 'Werkt de knop niet? Kopieer dan dit adres naar de adresbalk van de browser:',
    foot: 'Verstuurd door Voordeur. Beantwoord deze mail niet.',
    unsubscribe: 'Afmelden voor deze mail',
  },
  outbox: {
    title: 'Uitgaande mail',
    lead: 'Er is geen mailserver ingesteld. Wat Voordeur zou versturen, komt hier terecht en verdwijnt na veertien dagen.',
    empty: 'Nog geen mail',
    emptyText:
      'Nodig iemand uit of vraag een nieuw wachtwoord aan. De mail staat dan binnen een paar seconden hier.',
    mails: 'Mails, nieuwste eerst',
    back: 'Alle mails',
    noSubject: '(zonder onderwerp)',
    html: 'Zoals de meeste mailprogramma’s hem tonen',
    text: 'Als platte tekst',
    headers: 'Kopregels',
  },
  errors: {
    'not-found': {
      title: 'Deze pagina bestaat niet',
      text: 'Misschien is het adres verkeerd overgenomen, of is de pagina verplaatst.',
    },
    'bad-request': {
      title: 'Dit kunnen we niet lezen',
      text: 'In het adres of het formulier staat iets dat we niet begrijpen. Ga terug en probeer het opnieuw.',
    },
    refused: {
      title: 'Dit mag niet vanaf hier',
      text: 'Het formulier kwam niet van deze website. Open de pagina zelf en verstuur het formulier daar.',
    },
    failed: {
      title: 'Er ging iets mis bij ons',
      text: 'Het ligt niet aan jou. Probeer het over een paar minuten nog een keer.',
    },
  },
  requestId: (id: string) => `Meld je dit? Noem dan nummer ${id}.`,
  toStart: 'Naar de startpagina',
  account: accountNl,
  signIn: {
    title: 'Inloggen',
    lead: 'Bekijk hoe je website wordt gebruikt. Zonder iemand te volgen.',
    submit: 'Inloggen',
    failedTitle: 'Inloggen is niet gelukt',
    promises: [
      'Geen cookies bij je bezoekers, geen volgen over websites.',
      'Het adres van een bezoeker wordt ingekort voordat iets het ziet.',
      'Bij elk cijfer lees je wat het betekent.',
    ],
  },
  sites: {
    work: 'Mensen en werk',
    title: 'Websites',
    lead: 'Kies een website om de cijfers te zien.',
    visitorsToday: 'bezoekers vandaag',
    empty: 'Er is nog geen website',
    emptyText: 'Voeg er een toe met deze regel, op de computer waar Voordeur draait:',
    snippet: 'Zet daarna deze regel in de <head> van elke pagina:',
    another: 'Nog een website toevoegen',
  },
  period: {
    heading: 'Periode',
    names: {
      today: 'Vandaag',
      yesterday: 'Gisteren',
      '7d': '7 dagen',
      '30d': '30 dagen',
      '90d': '90 dagen',
      '12m': '12 maanden',
      custom: 'Andere dagen',
    },
    from: 'Van',
    to: 'Tot en met',
    show: 'Toon',
    refused: {
      day: 'Een van de datums bestaat niet. Schrijf een datum als 2026-11-23.',
      order: 'De eerste dag ligt na de laatste dag. Draai ze om.',
      long: 'De periode is langer dan 800 dagen. Kies een kortere periode.',
      unknown: 'Deze periode kennen we niet. Kies er een uit de lijst.',
      filter: 'Een van de filters kennen we niet. Haal het filter weg.',
    },
  },
  filters: {
    heading: 'Filters',
    remove: 'Haal filter weg',
    clear: 'Alle filters weg',
    add: (name: string, value: string) => `Toon alleen ${name} ${value}`,
  },
  figures: {
    heading: 'Kerncijfers',
    visitors: {
      name: 'Bezoekers',
      means:
        'Verschillende bezoekers per dag. Over meer dagen tellen we de dagen op: wie op twee dagen komt, telt twee keer, want we herkennen niemand de volgende dag.',
    },
    visits: {
      name: 'Bezoeken',
      means: 'Een bezoek begint bij de eerste pagina en eindigt na 30 minuten stilte, of om middernacht.',
    },
    views: {
      name: 'Bekeken pagina’s',
      means: 'Elke keer dat een pagina is geopend en ook echt te zien was.',
    },
    viewsPerVisit: { name: 'Pagina’s per bezoek', means: 'Bekeken pagina’s gedeeld door bezoeken.' },
    bounceRate: {
      name: 'Direct weg',
      means: 'Deel van de bezoeken met één pagina, waarbij verder niets is aangeklikt of verstuurd.',
    },
    engagedSeconds: {
      name: 'Leestijd',
      means:
        'Gemiddelde tijd per bezoek dat de pagina in beeld was en het venster actief. Een open tabblad op de achtergrond telt niet.',
    },
    meaning: 'Wat betekenen deze cijfers?',
    more: (percent: string, period: string) => `${percent} meer dan ${period}`,
    less: (percent: string, period: string) => `${percent} minder dan ${period}`,
    same: (period: string) => `gelijk aan ${period}`,
    fresh: (period: string) => `niets in ${period}`,
    comparedWith: (period: string) => `Vergeleken met ${period}.`,
    tooFew: (k: number) =>
      `Met deze filters zijn er minder dan ${k} bezoekers. Dan tonen we geen cijfers, want die zouden over één persoon kunnen gaan.`,
    unknown: 'geen vergelijking',
    unfinished: 'Vandaag is nog niet voorbij.',
  },
  trend: {
    heading: 'Verloop',
    keysLost: (days: string) =>
      `Na een storing in de database telt wie toen op de website was misschien dubbel: ${days}.`,
    title: (site: string, period: string) => `Bezoekers en bekeken pagina’s van ${site}, ${period}`,
    peak: (name: string, at: string, value: string) => `${name}: het meest op ${at}, namelijk ${value}.`,
    total: (name: string, value: string) => `${name} samen: ${value}.`,
    table: 'Toon als tabel',
    at: { hour: 'Uur', day: 'Dag', month: 'Maand' },
    empty: 'In deze periode is niets geteld',
    emptyText: 'Kies een andere periode, of kijk of de meetregel op de website staat.',
    hoursFiltered:
      'Per uur tonen we alleen totalen, anders gaat een cijfer al snel over één persoon. Haal de filters weg of kies meer dagen.',
    partial: 'De gestippelde stukken zijn niet heel: daar begint of eindigt de periode.',
    gaps: (k: number) => `Waar de lijn ontbreekt zijn er minder dan ${k} bezoekers.`,
    emptyFiltered: 'Met deze filters is niets geteld. Haal een filter weg.',
  },
  breakdown: {
    groups: {
      pages: 'Pagina’s',
      sources: 'Herkomst',
      campaigns: 'Campagnes',
      actions: 'Acties',
      devices: 'Apparaten',
      places: 'Taal en land',
    },
    dimensions: {
      page: { name: 'Pagina', plural: 'Pagina’s', tab: 'Alle', means: 'Pagina’s die zijn bekeken.' },
      entry: {
        name: 'Eerste pagina',
        plural: 'Eerste pagina’s',
        tab: 'Eerste',
        means: 'De pagina waarmee een bezoek begon.',
      },
      exit: {
        name: 'Laatste pagina',
        plural: 'Laatste pagina’s',
        tab: 'Laatste',
        means: 'De pagina waarmee een bezoek eindigde.',
      },
      source: {
        name: 'Bron',
        plural: 'Bronnen',
        tab: 'Bronnen',
        means:
          'Het netwerk, de zoekmachine of de campagne waar een bezoek vandaan kwam. Wie het adres zelf intikt, of van wie we de bron niet weten, staat er niet bij.',
      },
      referrer: {
        name: 'Verwijzende website',
        plural: 'Verwijzende websites',
        tab: 'Websites',
        means: 'De website waarop is doorgeklikt. We bewaren alleen de naam van die website, niet de pagina.',
      },
      utm_source: {
        name: 'Campagnebron',
        plural: 'Campagnebronnen',
        tab: 'Bron',
        means: 'utm_source in de link van je campagne.',
      },
      utm_medium: {
        name: 'Campagnemedium',
        plural: 'Campagnemedia',
        tab: 'Medium',
        means: 'utm_medium in de link van je campagne.',
      },
      utm_campaign: {
        name: 'Campagnenaam',
        plural: 'Campagnes',
        tab: 'Naam',
        means: 'utm_campaign in de link van je campagne.',
      },
      browser: {
        name: 'Browser',
        plural: 'Browsers',
        tab: 'Browser',
        means: 'Naam en hoofdversie van de browser.',
      },
      os: {
        name: 'Systeem',
        plural: 'Systemen',
        tab: 'Systeem',
        means: 'Besturingssysteem van het apparaat.',
      },
      device: {
        name: 'Soort apparaat',
        plural: 'Soorten apparaten',
        tab: 'Soort',
        means: 'Telefoon, tablet of computer.',
      },
      language: {
        name: 'Taal',
        plural: 'Talen',
        tab: 'Taal',
        means: 'De taal waarop de browser is ingesteld.',
      },
      country: {
        name: 'Land',
        plural: 'Landen',
        tab: 'Land',
        means: 'Land volgens het netwerk, als dat is meegegeven.',
      },
      event: {
        name: 'Gebeurtenis',
        plural: 'Gebeurtenissen',
        tab: 'Alles',
        means: 'Kliks op links en bestanden, verstuurde formulieren en eigen gebeurtenissen.',
      },
      outbound: {
        name: 'Link naar buiten',
        plural: 'Links naar buiten',
        tab: 'Links',
        means: 'Andere websites waar bezoekers naartoe klikten.',
      },
      missing: {
        name: 'Ontbrekende pagina',
        plural: 'Ontbrekende pagina’s',
        tab: '404',
        means: 'Adressen die bezoekers openden maar die er niet (meer) zijn.',
      },
      channel: {
        name: 'Kanaal',
        plural: 'Kanalen',
        tab: 'Kanalen',
        means:
          'De weg waarlangs een bezoek begon. “Onbekend, waarschijnlijk gedeeld” is een pagina diep in de website die werd geopend zonder dat iets zei waarvandaan. Dat weten we dus niet zeker.',
      },
      social: {
        name: 'Sociaal netwerk',
        plural: 'Sociale netwerken',
        tab: 'Sociaal',
        means: 'Het sociale netwerk waar een bezoek vandaan kwam.',
      },
      property: {
        name: 'Eigenschap',
        plural: 'Eigenschappen',
        tab: 'Eigenschappen',
        means: 'Wat de website bij een eigen gebeurtenis meegaf, zoals de wijk van een woning.',
      },
      term: {
        name: 'Zoekwoord',
        plural: 'Zoekwoorden',
        tab: 'Gezocht',
        means:
          'Waar op de website naar is gezocht. Alleen als dat bij de instellingen aanstaat; cijfers en namen verbergen we.',
      },
      download: {
        name: 'Download',
        plural: 'Downloads',
        tab: 'Downloads',
        means: 'Bestanden die zijn geopend of gedownload.',
      },
    },
    visitors: 'Bezoekers',
    visits: 'Bezoeken',
    views: 'Bekeken',
    times: 'Keren',
    share: 'Deel',
    all: (plural: string) => `Alle ${plural.toLowerCase()}`,
    hidden: (values: string) => `${values} kleine groepen samen`,
    hiddenWhy: (k: number) =>
      `Kleine groepen laten we niet los zien: onder ${k} bezoekers zou een cijfer over één persoon kunnen gaan.`,
    empty: 'Nog niets in deze periode',
    open: (host: string) => `Open ${host}`,
    csv: 'Download als CSV',
    back: 'Terug naar het overzicht',
    rows: (count: number, text: string) => (count === 1 ? '1 regel' : `${text} regels`),
  },
  values: {
    device: devices,
    events,
    channel: {
      direct: 'Direct',
      search: 'Zoekmachine',
      social: 'Sociaal netwerk',
      referral: 'Andere website',
      email: 'E-mail',
      newsletter: 'Nieuwsbrief',
      ai: 'AI-assistent',
      'paid-search': 'Zoekadvertentie',
      'paid-social': 'Advertentie op sociaal netwerk',
      display: 'Banner',
      affiliate: 'Partner',
      shared: 'Gedeeld via onze deelknop',
      unknown: 'Onbekend, waarschijnlijk gedeeld',
    },
    unknownNetwork: 'Onbekend netwerk',
  },
  drops: {
    heading: 'Niet meegeteld',
    lead: 'Wat binnenkwam maar niet is geteld, en waarom. Zo weet je wat de cijfers wel en niet zeggen.',
    reason: 'Reden',
    beacons: 'Berichten',
    none: 'In deze periode is niets geweigerd.',
    reasons: {
      'unknown-site': { name: 'Onbekende website', means: 'het domein in het bericht is hier niet bekend' },
      'foreign-origin': {
        name: 'Andere website',
        means: 'de meetregel stond op een website die niet bij deze hoort',
      },
      bot: { name: 'Robot', means: 'een zoekmachine of ander programma, geen mens' },
      prefetch: { name: 'Vooraf geladen', means: 'de browser haalde de pagina alvast op, niemand zag hem' },
      'spam-referrer': { name: 'Spam', means: 'een verwijzing die alleen reclame wil maken' },
      signal: { name: 'Browser zegt nee', means: 'de browser vraagt om niet te volgen (DNT of GPC)' },
      'opted-out': {
        name: 'Bezoeker zegt nee',
        means: 'de bezoeker wil niet meetellen, of is van je eigen team',
      },
      'excluded-path': {
        name: 'Uitgezonderde pagina',
        means: 'deze pagina telt niet mee volgens de instellingen',
      },
      'too-old': { name: 'Te oud', means: 'het bericht kwam te laat om nog te tellen' },
      duplicate: { name: 'Dubbel', means: 'hetzelfde bericht was er al' },
      'no-receipt': {
        name: 'Zonder geldige toestemming',
        means: 'wel geteld, maar zonder het nummer van het apparaat: daar is geen toestemming (meer) voor',
      },
    },
  },
  parts: {
    heading: 'Onderdelen',
    overview: 'Overzicht',
    social: 'Sociale media',
    goals: 'Doelen',
    consent: 'Toestemming',
    newsletter: 'Nieuwsbrief',
    reports: 'Rapport per mail',
    desk: 'Privacyloket',
    retention: 'Bewaartermijnen',
    settings: 'Instellingen',
  },
  readers: readersNl,
  deeds: deedsNl,
  desk: deskNl,
  request: requestNl,
  writing: writingNl,
  newsletterReport: newsletterReportNl,
  report: reportNl,
  retention: retentionNl,
  register: registerNl,
  processors: processorNl,
  breaches: breachNl,
  audit: auditNl,
  signUp: signUpNl,
  mailLink: mailLinkNl,
  package: packageNl,
  preference: preferenceNl,
  consent: consentNl,
  settings: settingsNl,
  welcome: welcomeNl,
  social: {
    title: 'Sociale media',
    heading: 'Van en naar sociale media',
    lead: 'Links: bezoeken die vanaf een netwerk begonnen. Rechts: klikken op een link naar dat netwerk. Zo zie je of een netwerk bezoekers brengt, of dat je ze er juist heen stuurt.',
    table: 'Tabel per netwerk',
    picture:
      'Per netwerk de bezoeken die ervandaan kwamen naast de klikken ernaartoe; de tabel hieronder noemt dezelfde getallen.',
    from: 'Bezoeken van',
    to: 'Klikken naar',
    trend: 'Verschil',
    ratio: 'Klikken per bezoek',
    kinds: 'Soort link',
    kind: { profile: 'profiel', post: 'bericht', share: 'delen', message: 'persoonlijk bericht' },
    fewKinds: 'te weinig om te splitsen',
    empty: 'Nog geen verkeer van of naar sociale media',
    emptyText:
      'Zodra iemand vanaf een netwerk binnenkomt, of op een link naar een netwerk klikt, zie je het hier. Zet data-voordeur-share op je deelknoppen, dan herken je ook wat via delen terugkomt.',
    pages: 'Pagina’s',
    pagesLead:
      'Waar bezoekers van sociale media binnenkwamen, en vanaf welke pagina’s ze naar een netwerk gingen.',
    landed: 'In',
    left: 'Uit',
    untold: 'te weinig mensen om los te tonen',
  },
  annotations: {
    heading: 'Aantekeningen',
    add: 'Aantekening toevoegen',
    day: 'Dag',
    note: 'Wat gebeurde er?',
    hint: 'Bijvoorbeeld: nieuwsbrief verstuurd. Noem geen namen van personen.',
    save: 'Bewaar',
    remove: 'Haal weg',
    removeNote: (note: string) => `Haal weg: ${note}`,
    refused: {
      invalid: 'Kies een dag en schrijf in één regel wat er gebeurde, van hooguit 140 tekens.',
      full: 'Op deze dag staan al vijf aantekeningen. Haal er eerst een weg.',
    },
  },
  coverage: {
    heading: 'Dekking',
    line: (measured: string, served: string, share: string) =>
      `Gemeten: ${measured} van de ${served} pagina’s die de website zelf zegt te hebben getoond (${share}).`,
    why: 'Het verschil komt door robots, blokkers en bezoekers die niet mee willen tellen. Dat is hun keuze, daar doen we niets tegen.',
    days: (days: number) => (days === 1 ? 'Over 1 dag.' : `Over ${days} dagen.`),
  },
  goals: {
    title: 'Doelen en trechters',
    heading: 'Doelen',
    lead: 'Een doel is iets dat bezoekers op je website moeten kunnen afmaken.',
    empty: 'Nog geen doelen',
    emptyText:
      'Een doel is iets dat je wilt dat bezoekers afmaken. Bijvoorbeeld: Reparatie gemeld, de pagina /reparatie/bedankt. Hier zie je dan hoeveel bezoekers zover komen, en waar ze vandaan kwamen.',
    emptyFunnelsText:
      'Een trechter is een rij stappen naar een doel. Bijvoorbeeld: de pagina /reparatie, dan /reparatie/melden, dan /reparatie/bedankt. Hier zie je dan bij welke stap bezoekers afhaken.',
    emptyReader: 'Wie een sleutel met schrijfrechten heeft, kan er een toevoegen.',
    kinds: {
      page: 'Pagina',
      event: 'Gebeurtenis',
      outbound: 'Link naar buiten',
      download: 'Download',
    },
    visitors: 'Bezoekers',
    visits: 'Bezoeken',
    times: 'Keren',
    rate: 'Conversie',
    means:
      'Bezoekers: verschillende bezoekers per dag die het doel bereikten, over meer dagen opgeteld. Bezoeken: in hoeveel bezoeken dat gebeurde. Keren: hoe vaak. Conversie: het deel van alle bezoekers dat het doel bereikte.',
    sources: 'Herkomst',
    sourcesOf: (name: string) => `Waar bezoekers vandaan kwamen die “${name}” bereikten`,
    few: 'te weinig',
    fewWhy: (k: number) =>
      `“Te weinig” betekent: een groep van minder dan ${k} bezoekers, of een groep die je daaruit zou kunnen afleiden. Die laten we niet zien.`,
    nobody: 'Nog niet bereikt in deze periode.',
    filling: 'Wordt berekend: nog niets bekend. Kijk over een minuut nog eens.',
    fillingFrom: (day: string) => `Wordt berekend: vanaf ${day} bekend.`,
    knownFrom: (day: string) => `Bekend vanaf ${day}. Oudere bezoeken zijn er niet meer.`,
    noFilters: 'Filters gelden hier niet: doelen tellen we over alle bezoekers.',
    funnels: 'Trechters',
    funnelsLead:
      'Stappen die in één bezoek na elkaar worden gezet; ertussen mag van alles gebeuren. Je ziet hoeveel bezoekers elke stap bereikten en hoeveel er na de stap ervoor afhaakten.',
    step: (nth: number) => `Stap ${nth}`,
    share: (percent: string) => `${percent} van stap 1`,
    lost: (count: string) => `${count} afgehaakt`,
    people: (count: number, text: string) => (count === 1 ? '1 bezoeker' : `${text} bezoekers`),
    add: 'Doel toevoegen',
    addFunnel: 'Trechter toevoegen',
    name: 'Naam',
    nameHint: 'Zo heet het in dit overzicht, bijvoorbeeld: Reparatie gemeld.',
    kind: 'Soort',
    pattern: 'Adres of naam',
    patternHint:
      'Een pagina schrijf je als /reparatie/bedankt. Een * past op één stuk van het adres, ** op alles: /aanbod/** is alles onder /aanbod. Bij een gebeurtenis tellen hoofdletters mee.',
    stepsHint: 'Vul twee tot acht stappen in. Stappen die leeg blijven, slaan we over.',
    kindOf: (nth: number) => `Soort van stap ${nth}`,
    patternOf: (nth: number) => `Adres of naam van stap ${nth}`,
    moreSteps: 'Meer stappen',
    save: 'Voeg toe',
    remove: 'Verwijder',
    removeOne: (name: string) => `Verwijder ${name}`,
    csvGoals: 'Doelen als CSV',
    csvFunnels: 'Trechters als CSV',
    needsAdmin:
      'Met jouw sleutel kun je kijken, maar niets veranderen. Vraag een sleutel met schrijfrechten.',
    refused: {
      name: {
        empty: 'Vul een naam in.',
        long: 'De naam is te lang. Gebruik hooguit 80 tekens.',
        text: 'In de naam staat een teken dat we niet kunnen lezen. Typ de naam opnieuw.',
        taken: 'Deze naam is er al. Kies een andere naam, of verwijder eerst de oude.',
      },
      kind: 'Kies een soort uit de lijst.',
      pattern: {
        empty: 'Vul een adres of een naam in.',
        long: 'Dit is te lang. Gebruik hooguit 300 tekens, en * voor wat kan verschillen.',
        text: 'Hier staat een teken dat we niet kunnen lezen. Typ het opnieuw.',
        query: 'Laat het vraagteken en alles daarachter weg. Dat deel van een adres bewaren we niet.',
        path: 'Een pagina begint met een /. Schrijf /reparatie/bedankt, zonder de naam van de website.',
        wild: 'Er staan te veel sterretjes in. Gebruik er hooguit tien.',
      },
      steps: {
        few: 'Een trechter heeft minstens twee stappen. Vul er nog een in.',
        many: 'Een trechter heeft hooguit acht stappen.',
      },
      full: 'Er zijn al zoveel als er mogen zijn. Verwijder er eerst een.',
      shape: 'Dit formulier kunnen we niet lezen. Open de pagina opnieuw.',
    },
  },
  choice: choiceNl,
  archive: archiveNl,
  rights: rightsNl,
  privacy: privacyNl,
}

/** The shape of every language. */
export type Words = typeof nl
