/** What a visitor reads about the own data: seeing, taking along, deleting. In Dutch. */
export const rightsNl = {
  title: 'Mijn gegevens',
  lead: (site: string) => `Kijk wat er over jouw apparaat bewaard is op ${site}. Inloggen hoeft niet.`,
  how: 'Hoe vinden we je gegevens?',
  howList: [
    'De website weet niet wie je bent. We zoeken daarom op het nummer van je bewijs.',
    'Dat nummer kreeg je toen je een keuze maakte. Koos je op de website zelf? Dan staat het ook in je browser.',
    'Heb je geen nummer? Dan kunnen we niet zien welke bezoeken van jou zijn. We vragen je daarom ook niet om een legitimatie.',
  ],
  ask: 'Vul je bewijsnummer in',
  show: 'Toon mijn gegevens',
  foundTitle: 'Dit bewaren we van dit apparaat',
  none: 'Alleen je bewijs',
  noneText:
    'Onder dit nummer bewaren we je keuze, en verder niets. Er is geen nummer van je browser, dus we kunnen geen bezoek aan jou koppelen.',
  device: 'Het nummer van je browser',
  deviceText: 'Je zei ja op zien of je vaker komt. Daarom kreeg je browser een nummer.',
  since: 'Gekregen op',
  until: 'Vervalt uiterlijk op',
  untilText: 'Ook als je daarna nog komt. Het wordt niet verlengd.',
  ended: 'Je toestemming is voorbij. Er komt dus niets meer bij. Wat er al was, zie je hieronder.',
  shared: (mark: string) =>
    `In een bezoek kan ook een ander zitten: iemand met dezelfde browser op hetzelfde netwerk, zoals een huisgenoot. Dan staat er ${mark}. We laten niet zien waar zo’n bezoek vandaan kwam en hoe het ging, want dat kan van die ander zijn. De tijden en het aantal pagina’s gelden voor jullie samen. Wat je zelf deed, staat bij de gebeurtenissen.`,
  receipts: 'Je bewijzen',
  visits: 'Bezoeken',
  visitsNone: 'Er is nog geen bezoek opgeslagen.',
  events: 'Wat er in die bezoeken gebeurde',
  eventsNone: 'Er is niets opgeslagen.',
  latest: (shown: string, all: string) => `De laatste ${shown} van ${all}. In de download staan er meer.`,
  table: {
    day: 'Dag',
    begin: 'Begin',
    end: 'Einde',
    pages: 'Pagina’s',
    time: 'Tijd',
    what: 'Wat',
    page: 'Pagina',
    from: 'Van',
    device: 'Apparaat',
  },
  direct: 'rechtstreeks',
  take: 'Download alles',
  takeText: (most: string) =>
    `Alle regels zoals ze bij ons staan, in één bestand (JSON). Wat van een ander kan zijn, is afgeschermd. Hooguit ${most} gebeurtenissen.`,
  erase: 'Verwijder alles',
  eraseText: 'Je bewijzen, je bezoeken en wat er in die bezoeken gebeurde.',
  other: 'Andere vragen over je gegevens? Lees wie je kunt bellen of mailen.',
  privacy: 'Privacy op deze website',
  sure: {
    title: 'Alles verwijderen?',
    text: 'We verwijderen de bewijzen van dit apparaat en alles wat onder het nummer van je browser staat. Dat kun je niet terugdraaien.',
    keeps:
      'Wat blijft: dat er op die dag een keuze is gemaakt en verwijderd. Niet wat je koos, en niets over jou.',
    later: 'Wat je nu toestaat, stopt. Je browser onthoudt dat je nee zegt.',
    yes: 'Ja, verwijder alles',
    no: 'Nee, ga terug',
  },
  erased: {
    title: 'Je gegevens zijn verwijderd',
    nothing: 'Er was niets meer te verwijderen',
    nothingText: 'Onder dit nummer staat niets, of het was al verwijderd.',
    receipts: 'Bewijzen',
    visits: 'Bezoeken',
    events: 'Gebeurtenissen in die bezoeken',
    back: (site: string) =>
      `Ga met de knop terug naar ${site}. Dan weet je browser dat je nee zegt, en vraagt de website het niet meteen weer.`,
    again: 'Het nummer werkt niet meer.',
  },
}

export type RightsWords = typeof rightsNl
