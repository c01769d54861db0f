/**
 * The texts of signing up for the newsletter, in Dutch: the form, the mail that asks to confirm, and the page that it leads to. What
 * somebody agrees to (`agree`, `measure`, `confirm.measure`) is kept as it stands here, as proof.
 */
export const signUpNl = {
  title: (site: string) => `Nieuwsbrief van ${site}`,
  lead: 'Vul je mailadres in. Je krijgt dan een mail van ons. Bevestig daarin je aanmelding, en je bent abonnee.',
  email: 'Je mailadres',
  name: 'Je naam',
  optional: 'hoeft niet',
  nameHint: 'Voor de aanhef van de nieuwsbrief.',
  lists: 'Welke nieuwsbrief wil je?',
  measureTitle: 'Mogen we meten wat je leest?',
  measure: 'Jullie mogen zien of ik de nieuwsbrief open en waar ik op klik.',
  measureHint: 'Dit hoeft niet: je krijgt de nieuwsbrief ook zonder. En je kunt er altijd weer mee stoppen.',
  agree: (site: string) => `Ja, stuur mij de nieuwsbrief van ${site}. Ik kan altijd weer opzeggen.`,
  trap: 'Vul hier niets in',
  submit: 'Meld me aan',
  happens: 'Wat doen we met je gegevens?',
  happensList: [
    'We bewaren je mailadres zolang je de nieuwsbrief krijgt. Je naam ook, als je die invult.',
    'Bevestig je niet? Dan zijn we je adres binnen drie dagen vergeten.',
    'In elke nieuwsbrief staat een link om op te zeggen. Eén klik is genoeg.',
  ],
  privacy: 'Privacy op deze website',
  none: 'Deze website heeft geen nieuwsbrief waarvoor je je hier kunt aanmelden.',
  refused: {
    title: 'Er klopt nog iets niet',
    check: 'Kijk bij het rood gemarkeerde veld. Wat je invulde, staat er nog.',
    email: 'Dit is geen mailadres. Het ziet er zo uit: naam@voorbeeld.nl.',
    name: 'Deze naam kunnen we niet gebruiken. Houd het op één regel, zonder < of >, en korter dan 100 tekens.',
    list: 'Kies ten minste één nieuwsbrief uit deze lijst.',
    proof: 'Het formulier stond te lang open. Druk nog een keer op de knop.',
  },
  busy: {
    title: 'Even wachten',
    text: 'Er kwamen net veel aanmeldingen van jouw netwerk. Probeer het over een uur nog eens.',
  },
  pending: {
    title: 'Kijk in je mail',
    lead: (site: string) =>
      `Je krijgt een mail over de nieuwsbrief van ${site}. Bevestig in die mail je aanmelding. Pas dan ben je abonnee.`,
    hints: 'Geen mail?',
    hintsList: [
      'Kijk ook bij de ongewenste mail. Soms duurt het een paar minuten.',
      'Klopt je adres? Meld je dan over tien minuten nog eens aan. Sneller sturen we geen tweede mail.',
    ],
  },
  mail: {
    subject: (site: string) => `Bevestig je aanmelding voor de nieuwsbrief van ${site}`,
    asked: (site: string) => `Iemand vulde dit mailadres in voor de nieuwsbrief van ${site}. Was jij dat?`,
    confirm: 'Druk dan op de knop, en daarna op de pagina nog een keer. De link werkt 48 uur.',
    again:
      'Eerder vroeg je ons om dit adres nooit meer te mailen. Heb je je bedacht? Dan geldt dat na je bevestiging niet meer.',
    action: 'Bekijk en bevestig',
    not: 'Was jij dit niet? Doe dan niets. Je krijgt geen nieuwsbrief, en binnen drie dagen zijn we dit adres vergeten.',
    known: {
      subject: (site: string) => `Je krijgt de nieuwsbrief van ${site} al`,
      text: (site: string) =>
        `Iemand vulde dit mailadres in voor de nieuwsbrief van ${site}. Die krijg je al, dus er verandert niets.`,
      change:
        'Wil je iets veranderen of opzeggen? Gebruik de link onder aan de laatste nieuwsbrief die je kreeg.',
      not: 'Was jij dit niet? Dan hoef je niets te doen.',
    },
  },
  confirm: {
    title: 'Bevestig je aanmelding',
    lead: 'Nog één keer drukken, en je bent abonnee.',
    lists: 'Je krijgt',
    measure: {
      yes: 'Ja, jullie mogen zien of ik de nieuwsbrief open en waar ik op klik. Daar kan ik altijd weer mee stoppen.',
      no: 'Nee, jullie mogen niet zien of ik de nieuwsbrief open en waar ik op klik.',
    },
    submit: 'Ja, meld me aan',
    not: 'Heb je dit niet aangevraagd? Sluit deze pagina. Dan gebeurt er niets.',
    done: {
      title: 'Je bent aangemeld',
      lead: (site: string) => `Welkom! De volgende nieuwsbrief van ${site} komt in je mail.`,
      change: 'Je kunt altijd veranderen wat je krijgt, of opzeggen.',
      manage: 'Mijn nieuwsbrief',
    },
    used: {
      title: 'Al bevestigd',
      text: 'Deze aanmelding is al bevestigd. Je hoeft niets meer te doen.',
    },
    over: {
      title: 'Deze link werkt niet meer',
      text: 'Een link om te bevestigen werkt 48 uur. Of hij is niet helemaal overgenomen uit de mail.',
      again: 'Meld je opnieuw aan',
    },
    closed: {
      title: 'Deze nieuwsbrief is gestopt',
      text: 'Sinds je aanmelding is deze nieuwsbrief gestopt. Er is niets bewaard.',
    },
  },
}

export type SignUpWords = typeof signUpNl
