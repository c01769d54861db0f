/** The form on which somebody uses a right about their data, and what follows it, in Dutch. */
export const requestNl = {
  title: 'Een vraag over je gegevens',
  lead: (site: string) =>
    `Je mag weten wat ${site} van je bewaart, en daar iets over zeggen. Dat kost niets. Je krijgt binnen vier weken antwoord.`,
  way: 'Vraag over je gegevens',
  device: {
    title: 'Gaat het alleen om dit apparaat?',
    text: 'Wat we van je bezoeken bewaren, kun je nu meteen bekijken, downloaden en verwijderen. Daar heb je alleen je bewijsnummer voor nodig.',
    go: 'Naar Mijn gegevens',
  },
  kindTitle: 'Wat wil je?',
  kind: {
    access: {
      label: 'Zien wat jullie van mij bewaren',
      hint: 'Je krijgt een kopie van je gegevens, en leest waarvoor we ze gebruiken.',
    },
    rectify: {
      label: 'Iets laten verbeteren',
      hint: 'Klopt er iets niet? Schrijf hieronder wat het moet zijn.',
    },
    erase: {
      label: 'Mijn gegevens laten verwijderen',
      hint: 'We verwijderen wat we niet hoeven te bewaren, en vertellen je wat blijft en waarom.',
    },
    restrict: {
      label: 'Mijn gegevens even laten rusten',
      hint: 'We bewaren ze dan wel, maar doen er niets mee. Bijvoorbeeld zolang we iets uitzoeken.',
    },
    object: {
      label: 'Bezwaar maken',
      hint: 'Je wilt niet dat we je gegevens gebruiken. Zodra je bevestigt dat jij dit bent, stoppen we. Daarna beslissen we.',
    },
    withdraw: {
      label: 'Mijn toestemming intrekken',
      hint: 'Je zei eerder ja, en wilt dat nu niet meer.',
    },
  },
  email: 'Je mailadres',
  emailHint: 'Hier krijg je ons antwoord. Krijg je onze nieuwsbrief? Vul dan het adres in waarop die komt.',
  name: 'Naam',
  optional: 'hoeft niet',
  nameHint:
    'Voor de aanhef van ons antwoord. Vraag je iets voor een ander? Vul dan de naam van die ander in.',
  receipt: 'Bewijsnummer van je apparaat',
  receiptHint:
    'Alleen hiermee vinden we je bezoeken. Ga op de website naar “Mijn keuze” en bekijk je bewijs: daar staat het. 22 letters, cijfers en streepjes.',
  wish: 'Toelichting',
  wishHint: (most: string) => `Schrijf niet meer op dan nodig is, en nooit je BSN. Hooguit ${most} tekens.`,
  who: {
    title: 'Voor wie vraag je dit?',
    self: 'Voor mezelf',
    child: 'Voor mijn kind van onder de 16',
    other: 'Namens iemand anders',
  },
  standIn: {
    title: 'Alleen als je dit voor een ander vraagt',
    name: 'Je eigen naam',
    capacity: 'Wat ben je van die ander?',
    choose: 'Kies',
    capacities: {
      parent: 'Ouder met gezag',
      guardian: 'Voogd, curator, mentor of bewindvoerder',
      proxy: 'Gemachtigd door die ander',
    },
    hint: 'Twijfelen we? Dan mailen we je.',
  },
  noProof:
    'Stuur ons geen kopie van een paspoort, rijbewijs of identiteitskaart. We vragen er nooit om, ook later niet.',
  trap: 'Vul hier niets in',
  submit: 'Verstuur mijn vraag',
  happens: 'Wat gebeurt er daarna?',
  happensList: [
    'Je krijgt een mail met een link. Bevestig daarmee dat jij het bent.',
    'Je krijgt antwoord binnen vier weken, geteld vanaf vandaag.',
    'We bewaren je vraag en ons antwoord twee jaar. Zo kunnen we laten zien dat we ons aan de wet hielden.',
  ],
  privacy: 'Privacy op deze website',
  refused: {
    title: 'Er klopt nog iets niet',
    check: 'Kijk bij de rood gemarkeerde velden. Wat je invulde, staat er nog.',
    kind: 'Kies één van deze zes.',
    email: 'Dit is geen mailadres. Het ziet er zo uit: naam@voorbeeld.nl.',
    name: 'Deze naam kunnen we niet gebruiken. Houd het op één regel, zonder < of >, en korter dan 100 tekens.',
    receipt: 'Dit is geen bewijsnummer. Laat het leeg als je het niet hebt.',
    wish: (most: string) => `Dit is te lang. Houd het korter dan ${most} tekens.`,
    who: 'Kies voor wie je dit vraagt.',
    standInName: 'Vul je eigen naam in: op één regel, zonder < of >, en korter dan 100 tekens.',
    capacity: 'Kies wat je van die ander bent. Voor een kind van onder de 16 is dat ouder of voogd.',
  },
  busy: {
    title: 'Even wachten',
    network:
      'Er kwamen net veel vragen van jouw netwerk. Probeer het over een uur nog eens. Wat je invulde, staat er nog.',
    email:
      'Met dit mailadres is vandaag al vaker iets gevraagd. Kijk in je mail: daar staat een link om te bevestigen. Of probeer het later nog eens.',
  },
  /** In a letter, which says “u”. */
  lapsed:
    'Wij stuurden u een mail met een link. Die is niet gebruikt. Daarom weten wij niet of u dit zelf vroeg. Stel uw vraag gerust opnieuw.',
  pending: {
    title: 'Kijk in je mail',
    lead: 'Je krijgt een mail met een link. Bevestig daarmee dat jij dit vroeg. Dan gaan we ermee aan de slag.',
    hints: 'Geen mail?',
    hintsList: [
      'Kijk ook bij de ongewenste mail. Soms duurt het een paar minuten.',
      'Klopt je adres niet? Vul het formulier dan nog een keer in.',
    ],
  },
  confirm: {
    title: 'Was jij dit?',
    lead: (site: string, day: string) =>
      `Op ${day} vulde iemand dit mailadres in op een formulier van ${site}.`,
    asked: 'Gevraagd is',
    submit: 'Ja, dat was ik',
    not: 'Was jij dit niet? Sluit dan deze pagina. Er gebeurt niets met je gegevens.',
    done: {
      title: 'Bedankt, we gaan aan de slag',
      lead: (day: string) => `Je krijgt uiterlijk ${day} antwoord.`,
      stopped:
        'We zijn meteen gestopt. Je krijgt geen nieuwsbrief meer. Gaf je een bewijsnummer? Dan gebruiken we wat we van dat apparaat hebben niet, tot we hebben beslist.',
      received: 'Gevraagd op',
      due: 'Antwoord uiterlijk',
      number: 'Nummer van je vraag',
      numberHint: 'Noem dit nummer als je belt of mailt.',
      text: 'Lukt het niet op tijd? Dan hoor je dat vooraf, met de reden en een nieuwe datum.',
    },
    used: {
      title: 'Al bevestigd',
      text: 'Je hebt dit al bevestigd. Je hoeft niets meer te doen.',
    },
    closed: {
      title: 'Deze vraag is al afgesloten',
      text: 'Je kreeg er antwoord op, of de vraag is ingetrokken. Wil je nog iets weten? Stel dan een nieuwe vraag.',
    },
    over: {
      title: 'Deze link werkt niet meer',
      text: 'Een link om te bevestigen werkt twee dagen. Of hij is niet helemaal overgenomen uit de mail. Vul het formulier gerust nog een keer in.',
    },
    again: 'Stel een nieuwe vraag',
    unknown: 'Deze link is niet van ons, of hij is niet helemaal overgenomen uit de mail.',
  },
}

export type RequestWords = typeof requestNl
