/** What became of newsletters, in Dutch. */
const mails = (number: string) => (number === '1' ? '1 mail' : `${number} mails`)

export const newsletterReportNl = {
  lead: 'Wat er van je nieuwsbrieven werd. Wie niet gemeten wil worden, staat in geen enkel cijfer over openen of klikken.',
  empty: 'Geen nieuwsbrief in deze periode',
  emptyText: 'Kies een langere periode. Zodra je een nieuwsbrief verstuurt, staan de cijfers hier.',
  listed: 'Nieuwsbrieven in deze periode',
  issue: 'Nieuwsbrief',
  delivered: 'Bezorgd',
  opened: 'Geopend',
  clicked: 'Klikken van mensen',
  unsubscribed: 'Afgemeld',
  ofSent: (sent: string) => `van ${mails(sent)} die zijn verstuurd`,
  onTheWay: (number: string) => `Nog onderweg: ${mails(number)}. De cijfers lopen nog op.`,
  per100: (rate: string) => `${rate} per 100 gemeten mails`,
  per100Short: (rate: string) => `${rate} per 100`,
  byThisMail: 'via deze mail',
  few: 'te weinig om te tonen',
  off: 'niet gemeten',
  fewWhy: (k: string) =>
    `Een streepje betekent: dit gaat over minder dan ${k}, of je zou zo’n klein getal ermee kunnen uitrekenen. Dat tonen we niet. Zo is niemand te herkennen.`,
  trend: 'Verloop',
  trendLead:
    'Per nieuwsbrief, per 100 mails die we konden meten. Zo kun je grote en kleine verzendingen vergelijken.',
  trendPicture: (domain: string) => `Klikken en openen per 100 gemeten mails, nieuwsbrieven van ${domain}`,
  trendPoint: (day: string, clicks: string, opens: string) =>
    `${day}: ${clicks} klikken en ${opens} keer geopend per 100.`,
  clicks: 'Klikken',
  opens: 'Openen',
  measuring: 'Wat je lezers van meten vinden',
  measuringLead:
    'Dit antwoordden de lezers die nu een nieuwsbrief krijgen. Zonder ja meten we niemand persoonlijk.',
  measuringFew: 'Er zijn te weinig lezers om dit te tonen.',
  answers: { yes: 'Ja', no: 'Nee', neverAsked: 'Nooit gevraagd' },
  people: 'Lezers',
  answer: 'Antwoord',
  nothing: 'Er is nog niets te tellen',
  nothingText:
    'Deze nieuwsbrief is naar niemand verstuurd. Zodra er mails de deur uit zijn, staan de cijfers hier.',
  headline: 'In het kort',
  opensLead:
    'Een keer openen is een zwak teken. Veel mailprogramma’s halen plaatjes zelf op, gelezen of niet. Klikken zeggen meer.',
  opensOff: 'Van deze nieuwsbrief is openen niet gemeten. Er zat geen plaatje in dat iets vertelt.',
  clicksLead: 'Hoe vaak een mens op een link klikte. Wie twee keer klikt, telt twee keer.',
  clicksOff: 'Van deze nieuwsbrief zijn klikken niet gemeten. De links gingen rechtstreeks naar hun doel.',
  level: 'Manier van meten',
  levels: { aggregate: 'Alleen totalen', personal: 'Per persoon' },
  mails: 'Mails',
  verdicts: { human: 'Mensen', proxy: 'Via mailprogramma', machine: 'Automatisch', scanner: 'Scanners' },
  unique: 'Verschillende mensen',
  unknowable: 'niet te weten',
  unmeasured: (number: string) =>
    number === '1'
      ? '1 mail is niet gemeten en telt niet mee.'
      : `${mails(number)} zijn niet gemeten en tellen niet mee.`,
  meaning: 'Wat betekenen deze cijfers?',
  meanings: [
    {
      name: 'Mails',
      means: 'Hoeveel mails op deze manier iets konden vertellen. Ze zijn bezorgd en niet teruggekomen.',
    },
    { name: 'Mensen', means: 'Niets wijst op een programma. Bij klikken is dit het cijfer dat telt.' },
    {
      name: 'Via mailprogramma',
      means:
        'Gmail of Yahoo haalde het plaatje op toen iemand de mail opende. Daar zit meestal een mens achter.',
    },
    {
      name: 'Automatisch',
      means: 'Apple Mail haalt alle plaatjes vooraf op, gelezen of niet. Dit zegt niets over lezen.',
    },
    { name: 'Scanners', means: 'Een beveiliging keek of de mail gevaarlijk was. Dit is geen lezer.' },
    {
      name: 'Verschillende mensen',
      means:
        'Iedereen telt één keer. Dit weten we alleen van lezers die ja zeiden. Bij alleen totalen is het niet te weten, en we schatten het niet.',
    },
  ],
  map: 'Waar er is geklikt',
  mapLead:
    'De nummers in de mail horen bij de nummers in de tabel. Dit is een schone kopie: wie hier klikt, telt niet mee.',
  mapFrame: 'De mail met een nummer bij elke link',
  noLinks: 'In deze nieuwsbrief staat geen link die we tellen.',
  links: 'Klikken per link',
  number: 'Nummer',
  target: 'Gaat naar',
  elsewhere: 'een ander soort adres',
  became: 'Wat er met de mails gebeurde',
  what: 'Wat',
  rows: {
    recipients: 'Ontvangers',
    sent: 'Verstuurd',
    waiting: 'Nog te versturen',
    failed: 'Mislukt',
    uncertain: 'Onzeker of hij aankwam',
    skipped: 'Overgeslagen, omdat de lezer intussen stopte',
    returnedHard: 'Teruggekomen: het adres bestaat niet meer',
    returnedSoft: 'Teruggekomen: bijvoorbeeld een volle postbus',
    complaints: 'Gemeld als ongewenst',
    delivered: 'Bezorgd',
  },
  endedBy: {
    page: 'Afgemeld op onze pagina',
    'one-click': 'Afgemeld met de knop in het mailprogramma',
    mail: 'Afgemeld met een mail',
    staff: 'Afgemeld door een medewerker',
    bounce: 'Gestopt, omdat het adres niet bestaat',
    complaint: 'Gestopt na een klacht',
  },
  onSite: 'Wat lezers op de website deden',
  onSiteLead: 'Bezoeken die bij een link in deze mail begonnen, tot 30 dagen na het versturen.',
  onSiteNobody:
    'We volgen niemand van mail naar website. Een link zegt alleen uit welke nieuwsbrief een bezoek komt, nooit van wie.',
  onSiteFew: (k: string) => `Minder dan ${k} bezoekers kwamen zo binnen. Dat zijn er te weinig om te tonen.`,
  figure: 'Cijfer',
  count: 'Aantal',
  csv: 'Download de cijfers (CSV)',
  csvLinks: 'Download de klikken per link (CSV)',
}
