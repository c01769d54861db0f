/** The settings of a website, in Dutch. Sentences for a privacy statement speak as the organisation: "wij". */
export const settingsNl = {
  title: 'Instellingen',
  lead: (domain: string) => `Hoe ${domain} wordt geteld, en wat er in je privacyverklaring staat.`,
  sectionsLabel: 'Onderdelen van de instellingen',
  all: 'Alle instellingen',
  save: 'Bewaar',
  saved: 'Bewaard',
  savedText: 'Op je website geldt het binnen vijf minuten.',
  change: (title: string) => `${title} wijzigen`,
  notFilled: 'Nog niet ingevuld',
  wrongTitle: 'Dit klopt nog niet',
  wrongPrefix: 'Fout',
  statement: 'In je privacyverklaring',
  noStatement: 'Hierover hoeft niets in je privacyverklaring te staan.',
  noStatements: 'Over deze instellingen hoeft niets in je privacyverklaring te staan.',
  optional: 'mag leeg blijven',
  sections: {
    site: { title: 'Website', lead: 'Op welke adressen je website staat, en wanneer een dag begint.' },
    counting: { title: 'Wat we tellen', lead: 'Welke pagina’s meetellen, en wat we uit adressen weghalen.' },
    retention: {
      title: 'Bewaartermijnen',
      lead: 'Hoe lang we iets bewaren. Korter mag altijd. Langer alleen zover het past bij wat toezichthouders redelijk vinden. Let op: deze versie verwijdert nog niet vanzelf. Neem deze zinnen pas over als dat wel zo is.',
    },
    organisation: {
      title: 'Organisatie',
      lead: 'Wie verantwoordelijk is, en bij wie je bezoekers terechtkunnen.',
    },
    appearance: { title: 'Uiterlijk en taal', lead: 'Hoe pagina’s en mails voor je bezoekers eruitzien.' },
    newsletter: { title: 'Nieuwsbrief', lead: 'Of je vanaf deze website een nieuwsbrief stuurt.' },
    keys: { title: 'API-sleutels', lead: 'Waarmee andere programma’s de cijfers van deze website lezen.' },
  },
  summary: {
    hosts: (count: number) => (count === 1 ? '1 adres' : `${count} adressen`),
    rules: (masks: number, excluded: number) =>
      masks + excluded === 0
        ? 'Alle pagina’s tellen mee'
        : [
            ...(masks > 0 ? [masks === 1 ? '1 regel voor adressen' : `${masks} regels voor adressen`] : []),
            ...(excluded > 0 ? [`${excluded} niet geteld`] : []),
          ].join(', '),
    retention: (days: string, visits: string, totals: string) =>
      `Gebeurtenissen ${days} dagen, bezoeken ${visits} maanden, totalen ${totals} maanden`,
    keys: (count: number) =>
      count === 0 ? 'Geen sleutels' : count === 1 ? '1 sleutel' : `${count} sleutels`,
    newsletter: { yes: 'Ja', no: 'Nee' },
  },
  groups: {
    hostnames: {
      title: 'Adressen van je website',
      means:
        'Bezoek telt alleen mee op deze adressen. Zet elk adres op een eigen regel, zoals www.example.nl. Je domein zelf hoort er altijd bij.',
    },
    timezone: {
      title: 'Tijdzone',
      means: 'Bepaalt wanneer op je website een dag begint. Je kunt dit kiezen tot het eerste bezoek er is.',
    },
    masks: {
      title: 'Wat je uit adressen weghaalt',
      means:
        'Staat in een adres iets over een persoon, zet daar dan een *. Zo wordt /dossier/* overal /dossier/:id. Elke regel op een eigen regel. E-mailadressen, postcodes en lange nummers halen we er altijd al uit.',
    },
    excluded: {
      title: 'Pagina’s die niet meetellen',
      means:
        'Bezoek aan deze pagina’s bewaren we niet. Zet ** aan het eind voor alles daaronder: /intern/**.',
    },
    hashRoutes: {
      title: 'Het deel na # is een eigen pagina',
      means: 'Alleen nodig als je website adressen heeft zoals /#/aanbod.',
    },
    missingTitle: {
      title: 'Titel van een pagina die er niet is',
      means:
        'Een stukje tekst dat alleen in de titel van je foutpagina staat. Dan zie je welke adressen bezoekers tevergeefs openen.',
    },
    searchParameters: {
      title: 'Zoekwoorden op je eigen website',
      means:
        'Hoe je website de zoekvraag in het adres noemt, bijvoorbeeld q bij /zoeken?q=parkeren. Leeg: zoekwoorden bewaren we niet.',
    },
    eventsDays: {
      title: 'Losse gebeurtenissen, in dagen',
      means: 'Elke pagina en elke klik apart, zonder wie. Daarna blijven alleen bezoeken en totalen over.',
    },
    visitsMonths: {
      title: 'Bezoeken, in maanden',
      means:
        'Wat er in één bezoek gebeurde: welke pagina’s na elkaar, met welk soort apparaat. Zo lang kun je filteren en trechters maken.',
    },
    totalsMonths: {
      title: 'Totalen per dag, in maanden',
      means: 'Alleen aantallen, zoals hoe vaak een pagina is bekeken. Zo lang kun je terugkijken.',
    },
    controller: {
      title: 'Je organisatie',
      means:
        'Je organisatie beslist waarom en hoe er wordt gemeten. Daarom staat ze met naam en adres op de privacypagina voor je bezoekers.',
    },
    privacyOfficer: {
      title: 'Functionaris gegevensbescherming',
      means: 'Bij wie een bezoeker met vragen over privacy terechtkan. Heb je er geen, laat dit dan leeg.',
    },
    'brand.name': {
      title: 'Naam voor je bezoekers',
      means: 'Zoals bezoekers je kennen. Leeg: de naam van je organisatie.',
    },
    'brand.colour': {
      title: 'Kleur',
      means:
        'Voor knoppen en links op pagina’s voor je bezoekers. We zorgen zelf dat de tekst leesbaar blijft.',
    },
    'brand.logo': {
      title: 'Logo',
      means: 'Een PNG, JPEG of WebP van hooguit 60 kB. Het staat boven pagina’s en mails.',
    },
    languages: {
      title: 'Talen',
      means: 'In welke talen je bezoekers onze pagina’s en mails kunnen lezen. De eerste is de gewone.',
    },
    form: { title: 'Je of u', means: 'Hoe we je bezoekers aanspreken in het Nederlands.' },
    newsletter: {
      title: 'Stuur je een nieuwsbrief?',
      means:
        'Met ja krijg je een formulier om aan te melden en kun je nieuwsbrieven sturen. Met nee verandert er niets op je website.',
    },
  },
  fields: {
    'controller.name': 'Naam',
    'controller.address': 'Postadres',
    'controller.email': 'E-mailadres',
    'controller.phone': 'Telefoon',
    'controller.website': 'Website',
    'privacyOfficer.name': 'Naam',
    'privacyOfficer.email': 'E-mailadres',
  },
  picks: {
    languages: {
      nl: 'Alleen Nederlands',
      'nl en': 'Nederlands, en ook Engels',
      'en nl': 'Engels, en ook Nederlands',
      en: 'Alleen Engels',
    },
    form: { je: 'Je: “Wil je meetellen?”', u: 'U: “Wilt u meetellen?”' },
    newsletter: { yes: 'Ja', no: 'Nee' },
  },
  zoneFixed:
    'Er is al bezoek geteld. Daarom ligt de tijdzone vast: anders kloppen oude dagen niet meer met nieuwe.',
  colour: {
    heading: 'Zo gebruiken we deze kleur',
    button: 'Aanmelden',
    link: 'Lees meer',
    text: {
      '#ffffff': 'Op deze kleur schrijven we in wit.',
      '#000000': 'Op deze kleur schrijven we in zwart.',
    },
    contrast: (ratio: string) => `Het contrast is ${ratio} op 1; 4,5 is genoeg.`,
    lightWarning: (colour: string) =>
      `Op een lichte pagina is je kleur als tekst te licht. Daar gebruiken we ${colour}.`,
    darkWarning: (colour: string) =>
      `Op een donkere pagina is je kleur als tekst te donker. Daar gebruiken we ${colour}.`,
    onButton: 'op een knop',
    onLight: 'licht',
    onDark: 'donker',
  },
  logo: { now: 'Je logo nu', remove: 'Haal het logo weg', none: 'Er is nog geen logo.' },
  bounds: (low: string, high: string) => `Van ${low} tot en met ${high}.`,
  faults: {
    empty: 'Vul dit in.',
    long: 'Dit is te lang. Maak het korter.',
    text: 'Hier staat een teken dat we niet kunnen lezen. Typ het opnieuw.',
    many: 'Dit zijn er te veel. Haal er een paar weg.',
    pattern:
      'Elke regel begint met een / en heeft geen spatie, ? of #. Schrijf /intern/**, zonder de naam van de website.',
    parameter: 'Gebruik alleen letters, cijfers en _ . - en zet elke naam op een eigen regel.',
    range: 'Kies een heel getal tussen de grenzen die erbij staan.',
    order: 'Dit is langer dan wat eronder staat. Wat fijner is, bewaren we nooit langer.',
    email: 'Dit is geen e-mailadres. Schrijf het als naam@example.nl.',
    website: 'Begin met https://, zoals https://example.nl.',
    colour: 'Schrijf een kleur als # met zes tekens, zoals #14543f.',
    'logo-type':
      'Dit is geen PNG, JPEG of WebP. Kies een ander bestand. SVG kan niet: dat is een document dat iets kan uitvoeren.',
    'logo-large': 'Dit bestand is groter dan 60 kB. Maak het kleiner.',
    choice: 'Kies een van de mogelijkheden.',
    hostname: 'Dit is geen adres van een website. Schrijf www.example.nl, zonder spaties.',
    zone: 'Deze tijdzone kennen we niet. Schrijf Europe/Amsterdam.',
    'has-data': 'Er is intussen bezoek geteld. De tijdzone ligt nu vast.',
    taken: 'Deze website is er al.',
  },
  statements: {
    hostnames: (hosts: string) => `Wij meten het bezoek aan ${hosts}.`,
    masks:
      'Uit de adressen van pagina’s halen wij weg wat naar een persoon kan wijzen, zoals nummers en e-mailadressen.',
    excludedNone: 'Wij meten het bezoek aan alle pagina’s van deze website.',
    excluded: (paths: string) => `Het bezoek aan deze pagina’s meten wij niet: ${paths}.`,
    searchOn: 'Wij bewaren waarnaar op onze website wordt gezocht. Nummers en namen halen wij eruit.',
    searchOff: 'Wij bewaren niet waarnaar op onze website wordt gezocht.',
    eventsDays: (days: string) => `Losse bezoekgegevens bewaren wij ten hoogste ${days} dagen.`,
    visitsMonths: (months: string) =>
      months === '1'
        ? 'Bezoekgegevens bewaren wij ten hoogste 1 maand.'
        : `Bezoekgegevens bewaren wij ten hoogste ${months} maanden.`,
    totalsMonths: (months: string) =>
      `Totalen, waarin niemand te herkennen is, bewaren wij ten hoogste ${months} maanden.`,
    controllerNone: 'Verantwoordelijk is: (naam en adres van je organisatie).',
    controller: (who: string) => `Verantwoordelijk is ${who}.`,
    officerNone: null,
    officer: (name: string, email: string) =>
      `Onze functionaris gegevensbescherming is ${name}, bereikbaar via ${email}.`,
    newsletterOn:
      'Wij gebruiken het e-mailadres van abonnees alleen om de nieuwsbrief te sturen. Opzeggen kan altijd, met één klik.',
    newsletterOff: null,
  },
  keys: {
    heading: 'Sleutels van deze website',
    empty:
      'Er is nog geen sleutel. Je hebt er alleen een nodig als een ander programma de cijfers moet lezen.',
    label: 'Waarvoor is de sleutel?',
    labelHint: 'Bijvoorbeeld: maandrapport. Dan weet je later welke je kunt intrekken.',
    scope: 'Wat mag ermee?',
    scopes: { read: 'Cijfers lezen', admin: 'Cijfers lezen, en doorgeven hoeveel pagina’s je server gaf' },
    scopesShort: { read: 'lezen', admin: 'lezen en doorgeven' },
    expires: 'Hoe lang geldt de sleutel?',
    expiries: { '90': '90 dagen', '365': '1 jaar', '730': '2 jaar' },
    make: 'Maak een sleutel',
    made: 'Je nieuwe sleutel',
    madeText: 'Kopieer de sleutel nu. We tonen hem maar één keer en bewaren hem zelf niet.',
    token: 'Sleutel',
    done: 'Klaar, terug naar de sleutels',
    column: { scope: 'Mag', created: 'Gemaakt', expires: 'Geldt tot' },
    never: 'geen einde',
    expired: 'verlopen',
    revoked: 'ingetrokken',
    revoke: 'Ja, trek deze sleutel in',
    revokeOne: (label: string) => `Trek ${label} in`,
    revokeSure: 'Wie deze sleutel gebruikt, komt er dan meteen niet meer in. Terugdraaien kan niet.',
    everywhere: 'Sleutels voor alle websites staan hier niet. Die maakt de beheerder van de server.',
    statement:
      'Geef je een sleutel aan een ander bedrijf? Noem dat bedrijf dan in je privacyverklaring als ontvanger van bezoekcijfers.',
  },
  newSite: {
    title: 'Website toevoegen',
    lead: 'Daarna krijg je één regel om op de website te zetten.',
    domain: 'Adres van de website',
    domainHint: 'Zoals example.nl. Je mag het ook uit de adresbalk plakken; www hoort er vanzelf bij.',
    timezoneHint: 'Bepaalt wanneer een dag begint. Na het eerste bezoek ligt dit vast.',
    submit: 'Voeg toe',
  },
}
