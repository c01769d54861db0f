/** The texts about how long things are kept, in Dutch: the page, the warning and the mail when a sweep was missed. */
const belang = 'Gerechtvaardigd belang, niet langer dan nodig (AVG artikel 6 lid 1 f en artikel 5 lid 1 e).'
const toestemming = 'Toestemming (AVG artikel 6 lid 1 a).'
const bewijs = 'Bewijs van toestemming (AVG artikel 7 lid 1).'
const verzoek = 'Verzoeken beantwoorden en dat laten zien (AVG artikel 12 en artikel 5 lid 2).'
const beveiliging = 'Beveiliging (AVG artikel 32).'
const niemand = 'Zegt niets over een persoon.'

export const retentionNl = {
  title: 'Bewaartermijnen',
  lead: (site: string) =>
    `Zo lang bewaart Voordeur wat er over ${site} is. Is de termijn voorbij, dan verdwijnt het vanzelf.`,
  tableSite: 'Van deze website',
  tableInstallation: 'Van Voordeur als geheel',
  installationText: 'Dit hoort bij geen enkele website, of bij alle websites samen. De dag is die van UTC.',
  what: 'Wat',
  term: 'Hoe lang',
  oldest: 'Oudste dat er nog is',
  gone: 'Laatst verwijderd',
  when: 'Wanneer',
  nothingLeft: 'niets',
  neverSwept: 'nog niet',
  notDone: 'nog bezig',
  notSwept: 'vanzelf',
  months: (months: number) => (months === 1 ? '1 maand als geheel' : `${months} maanden als geheel`),
  rows: (rows: number, written: string) => (rows === 1 ? '1 rij' : `${written} rijen`),
  hours: (n: number) => (n === 1 ? '1 uur' : `${n} uur`),
  days: (n: number) => (n === 1 ? '1 dag' : `${n} dagen`),
  monthsLong: (n: number) => (n === 1 ? '1 maand' : `${n} maanden`),
  years: (n: number) => (n === 1 ? '1 jaar' : `${n} jaar`),
  settable: 'in te stellen',
  until: {
    'rolled-up': 'een paar seconden, tot er bezoeken van gemaakt zijn',
    sealed: 'een paar seconden, tot het in de keten staat',
    'newsletter-ends': 'zolang de website nieuwsbrieven stuurt',
    'site-ends': 'zolang de website wordt gemeten',
    unsubscribed: 'tot je je afmeldt, of je account weg is',
    'account-removed': 'tot het account wordt verwijderd',
    'key-deleted': 'tot een beheerder de sleutel verwijdert',
    'installation-ends': 'zolang Voordeur hier draait',
  },
  categories: {
    events: { name: 'Losse gebeurtenissen', since: 'nadat ze gebeurden', law: belang },
    visits: { name: 'Bezoeken, met de weg die ze gingen', since: 'na de dag van het bezoek', law: belang },
    totals: { name: 'Cijfers van een dag', since: 'na die dag', law: niemand },
    'day-keys': { name: 'Dagsleutels achter bezoekerscodes', since: 'nadat ze gemaakt zijn', law: belang },
    batches: { name: 'Gebeurtenissen die nog bezoeken moeten worden', since: null, law: belang },
    receipts: {
      name: 'Bewijs van antwoorden op de cookievraag',
      since: 'nadat het antwoord ophield',
      law: bewijs,
    },
    unsealed: { name: 'Antwoorden die nog in de keten moeten', since: null, law: bewijs },
    consents: { name: 'Lopende toestemmingen', since: 'nadat de toestemming ophield', law: toestemming },
    subscriptions: {
      name: 'Lezers van nieuwsbrieven',
      since: 'na hun laatste aanmelding die ophield',
      law: toestemming,
    },
    confirmations: { name: 'Bevestigingen die gevraagd zijn', since: 'na de vraag', law: toestemming },
    imports: { name: 'Bestanden met lezers', since: 'na de laatste stap', law: bewijs },
    tries: { name: 'Tellingen tegen misbruik van formulieren', since: 'na de eerste keer', law: beveiliging },
    suppressions: {
      name: 'Adressen die nooit meer mail krijgen, onherkenbaar',
      since: null,
      law: 'Bezwaar tegen direct marketing (AVG artikel 21 lid 3).',
    },
    deliveries: { name: 'Verstuurde nieuwsbrieven per lezer', since: 'na het versturen', law: toestemming },
    requests: {
      name: 'Verzoeken over gegevens, met alles erbij',
      since: 'nadat het verzoek klaar was',
      law: verzoek,
    },
    links: { name: 'Gemailde links en codes', since: 'na de mail', law: beveiliging },
    restrictions: {
      name: 'Beperkingen, en wat daarom apart staat',
      since: 'nadat de beperking ophield',
      law: 'Beperking van de verwerking (AVG artikel 18). Zolang zij duurt, verdwijnt er niets van.',
    },
    journal: {
      name: 'Wat een teruggezette back-up moet weten',
      since: 'na het verzoek',
      law: 'Verwijderd blijft verwijderd (AVG artikel 17 en artikel 5 lid 2).',
    },
    breaches: {
      name: 'Datalekken',
      since: 'na het afsluiten',
      law: 'Register van datalekken (AVG artikel 33 lid 5).',
    },
    sweeps: { name: 'Verslagen van het verwijderen', since: 'na die dag', law: niemand },
    site: { name: 'Instellingen, teksten en het logboek van deze website', since: null, law: verzoek },
    reports: { name: 'Wie een rapport per mail krijgt', since: null, law: belang },
    references: {
      name: 'Sleutels achter verwijzingen in het bewijs',
      since: 'na het eind van hun jaar',
      law: 'Daarna leidt het bewijs naar niemand meer (AVG artikel 5 lid 1 e).',
    },
    sessions: { name: 'Wie er is ingelogd', since: 'na het inloggen', law: beveiliging },
    verifications: {
      name: 'Codes en pogingen bij het inloggen',
      since: 'nadat ze begonnen',
      law: beveiliging,
    },
    invitations: { name: 'Uitnodigingen voor collega’s', since: 'na de uitnodiging', law: belang },
    acts: { name: 'Logboek van wat collega’s deden', since: 'na de handeling', law: beveiliging },
    mail: { name: 'Uitgaande mail', since: 'nadat zij klaarstond', law: belang },
    accounts: { name: 'Accounts van collega’s', since: null, law: belang },
    keys: { name: 'Sleutels voor programma’s', since: null, law: belang },
    installation: { name: 'Wat Voordeur zelf nodig heeft', since: null, law: niemand },
  },
  backups: 'Back-ups',
  backupsText:
    'Een back-up bevat ook wat hier al weg is. Bewaar hem daarom hooguit 13 maanden. Wordt hij teruggezet, dan voert Voordeur verwijderingen, bezwaren en beperkingen opnieuw uit, en verdwijnt binnen een dag wat over zijn termijn is.',
  backupsKeys: 'Dagsleutels staan in geen enkele back-up.',
  runs: 'De laatste 30 dagen',
  empty: 'Er is nog niets verwijderd',
  emptyText: 'Voordeur kijkt elk uur. Na de eerste keer zie je hier wat er weg is.',
  day: 'Dag',
  nothing: 'Niets was over zijn termijn',
  isDone: 'Klaar?',
  done: 'Ja',
  open: 'Nee',
  change: 'Termijnen instellen',
  late: {
    title: 'Verwijderen loopt achter',
    text: (day: string, time: string) =>
      `Sinds ${day}, ${time} is niet alles verwijderd dat over zijn termijn is. Vraag de beheerder om te kijken.`,
    link: 'Bekijk de bewaartermijnen',
    sites: 'Bij deze websites is langer dan een dag niet alles verwijderd dat over zijn termijn is:',
  },
  mail: {
    subject: (site: string) => `Verwijderen loopt achter: ${site}`,
    late: (site: string, day: string, time: string) =>
      `Voordeur hoort elke dag te verwijderen wat over zijn termijn is. Bij ${site} lukte dat sinds ${day}, ${time} niet helemaal.`,
    what: 'Voordeur probeert het elk uur opnieuw. Staat het morgen nog open, dan hoor je het weer. Vraag de beheerder om te kijken wat er mis is.',
    action: 'Bekijk de bewaartermijnen',
    why: 'Je krijgt deze mail omdat je de privacy van deze website bewaakt.',
  },
}

export type RetentionWords = typeof retentionNl
