/** What readers of newsletters see when they change something, in Dutch: the way out, their preferences, the mails that confirm. */

/** What is measured of one reader, with their consent. */
type Measured = 'opens' | 'clicks' | 'both'
const seen: Readonly<Record<Measured, string>> = {
  opens: 'welke nieuwsbrieven je opent',
  clicks: 'op welke links je klikt',
  both: 'welke nieuwsbrieven je opent en op welke links je klikt',
}

export const preferenceNl = {
  unknown: 'Deze link klopt niet helemaal. Open hem opnieuw vanuit de mail.',
  unsubscribe: {
    title: 'Geen nieuwsbrief meer?',
    /** Without names: everything. */
    lead: (site: string, names: string | null) =>
      names === null
        ? `Druk op de knop en je krijgt geen nieuwsbrieven van ${site} meer.`
        : `Druk op de knop en je krijgt deze nieuwsbrief van ${site} niet meer: ${names}.`,
    submit: 'Meld me af',
    note: 'Inloggen hoeft niet. Je kunt het daarna meteen terugdraaien.',
    doneTitle: 'Je bent afgemeld',
    done: (site: string, names: string | null) =>
      names === null
        ? `We sturen je geen nieuwsbrieven van ${site} meer.`
        : `We sturen je deze nieuwsbrief van ${site} niet meer: ${names}.`,
    onItsWay: 'Een mail die al onderweg was, kan nog aankomen.',
    undoTitle: 'Was dit een vergissing?',
    undoText: (site: string, names: string | null) =>
      names === null
        ? `Ik wil de nieuwsbrieven van ${site} weer krijgen die ik net afzegde.`
        : `Ik wil deze nieuwsbrief van ${site} weer krijgen: ${names}.`,
    undo: 'Meld me weer aan',
    allTitle: 'Helemaal geen post meer?',
    allText: (site: string) => `Krijg je nog andere nieuwsbrieven van ${site}? Dan stoppen die ook.`,
    all: 'Meld me af voor alles',
    undoneTitle: 'Je bent weer aangemeld',
    undone: (site: string, names: string | null) =>
      names === null
        ? `Je krijgt de nieuwsbrieven van ${site} weer die je net afzegde.`
        : `Je krijgt deze nieuwsbrief van ${site} weer: ${names}.`,
    lateTitle: 'Terugdraaien kan niet meer',
    late: (site: string) =>
      `Dat kan tot een uur na het afmelden. Wil je de nieuwsbrief weer? Meld je dan opnieuw aan bij ${site}.`,
  },
  manage: {
    title: 'Jouw nieuwsbrieven',
    lead: (site: string, email: string) => `Dit geldt voor ${email} bij ${site}.`,
    masked: 'Je adres en je naam staan hier niet helemaal, want een nieuwsbrief kan zijn doorgestuurd.',
    saved: 'Bewaard.',
    lists: {
      title: 'Wat wil je krijgen?',
      wish: (site: string) => `Ik wil deze nieuwsbrieven van ${site} krijgen:`,
      none: 'Er zijn nu geen nieuwsbrieven waarvoor je je kunt aanmelden.',
      closedToAll: 'Zet je deze uit, dan kun je hem hier niet weer aanzetten.',
      suppressed:
        'Naar dit adres sturen we geen nieuwsbrieven meer. Wil je ze weer krijgen? Meld je dan opnieuw aan op de website.',
      nothing: 'Je krijgt nu niets. Blijft dat zo, dan gooien we je gegevens na 30 dagen weg.',
      save: 'Bewaar mijn keuze',
    },
    measure: {
      title: 'Mogen we meekijken?',
      question: (site: string, measured: Measured) => `Mag ${site} zien ${seen[measured]}?`,
      text: 'Zo zien we wat lezers de moeite waard vinden. We bewaren het 13 maanden, en alleen bij ons. Zeg je nee, dan krijg je dezelfde nieuwsbrieven zonder meting, en gooien we weg wat we van je zagen.',
      now: {
        yes: 'Nu staat het aan.',
        no: 'Nu staat het uit.',
        unasked: 'We hebben het je nog niet gevraagd.',
      },
      yes: 'Ja, dat mag',
      no: 'Nee, liever niet',
    },
    about: {
      title: 'Over jou',
      name: 'Naam',
      nameNow: (masked: string) => `Nu: ${masked}. Laat je dit leeg, dan blijft het zo.`,
      nameNone: 'We weten je naam niet. Dat hoeft ook niet.',
      nameRefused: 'Gebruik hooguit 100 tekens, op één regel en zonder < of >.',
      removeName: 'Haal mijn naam weg',
      language: 'Taal van je mail en van deze pagina',
      save: 'Bewaar',
    },
    email: {
      title: 'Ander e-mailadres',
      label: 'Nieuw e-mailadres',
      hint: 'We sturen een mail naar je adres van nu, en daarna een naar het nieuwe. Pas als je in allebei op de knop drukt, verandert er iets. Kun je niet meer bij je oude mail? Meld je dan aan met het nieuwe adres.',
      refused: 'Dit is geen volledig e-mailadres. Schrijf het als naam@voorbeeld.nl.',
      submit: 'Stuur de mail',
    },
    data: {
      title: 'Je gegevens',
      why: 'Voor deze drie sturen we je eerst een mail. Zo weten we dat jij het bent.',
      export: 'Stuur me mijn gegevens',
      exportText: 'Alles wat we van je bewaren, in één bestand (JSON).',
      erase: 'Vergeet mij',
      eraseText: 'We verwijderen alles wat we van je weten.',
      eraseForGood: 'Vergeet mij en mail me nooit meer',
      eraseForGoodText:
        'Ook dan verwijderen we alles. We houden alleen een code over waaraan we je adres herkennen, zodat niemand je nog eens kan aanmelden.',
    },
    mailed: {
      title: 'Kijk in je mail',
      text: (email: string) =>
        `We hebben een mail gestuurd naar ${email}. Er verandert pas iets als je daarin op de knop drukt. De link werkt twee dagen.`,
      back: 'Terug naar je voorkeuren',
    },
    tooMany: {
      title: 'Even wachten',
      text: 'Je hebt dit uur al drie van zulke mails gevraagd. Probeer het over een uur opnieuw.',
    },
    nobody: {
      title: 'We bewaren niets van je',
      text: (site: string) =>
        `Bij deze link hoort niemand meer die nieuwsbrieven van ${site} krijgt. Er is dus niets om te veranderen.`,
    },
  },
  answer: {
    title: 'Mogen we meekijken?',
    thanksTitle: 'Dank je, dat is bewaard',
    thanks: { yes: 'We mogen meekijken. Je kunt dat altijd weer uitzetten.', no: 'We kijken niet mee.' },
    manage: 'Naar al je voorkeuren',
    over: 'Deze vraag stellen we niet meer. Je hoeft niets te doen.',
  },
  change: {
    emailLeft: {
      title: 'Naar een ander e-mailadres?',
      lead: (site: string, email: string) =>
        `Iemand wil de nieuwsbrieven van ${site} voortaan krijgen op ${email}. Ben jij dat? Druk dan op de knop. Anders hoef je niets te doen.`,
      submit: 'Ja, dat ben ik',
      doneTitle: 'Kijk in de mail van je nieuwe adres',
      done: 'Daar vind je een tweede mail. Er verandert pas iets als je daarin op de knop drukt. De link werkt twee dagen.',
    },
    email: {
      title: 'Je nieuwe e-mailadres',
      lead: (site: string, email: string) =>
        `Druk op de knop en we sturen de nieuwsbrieven van ${site} voortaan naar ${email}.`,
      submit: 'Gebruik dit adres',
      doneTitle: 'Je adres is veranderd',
      done: (email: string) =>
        `We mailen voortaan naar ${email}. We hebben dat ook aan je oude adres gemeld.`,
      takenTitle: 'Dit adres krijgt al nieuwsbrieven',
      taken: 'Er is niets veranderd. Wil je op je oude adres niets meer? Meld je daar dan af.',
    },
    export: {
      title: 'Je gegevens',
      lead: (site: string) =>
        `In dit bestand staat alles wat we van je bewaren om je nieuwsbrieven van ${site} te sturen. De knop werkt één keer.`,
      submit: 'Download mijn gegevens',
    },
    erase: {
      title: 'Alles verwijderen?',
      lead: (site: string) =>
        `We verwijderen je adres, je naam, je keuzes en wat we van je zagen bij ${site}. Je krijgt geen nieuwsbrieven meer. Dat kun je niet terugdraaien.`,
      keeps: 'Wat blijft: aantallen, zonder dat te zien is over wie.',
      keepsForGood:
        'Wat blijft: aantallen, zonder dat te zien is over wie. En een code waaraan we je adres herkennen, zodat je nooit meer een nieuwsbrief krijgt. Je adres zelf is er niet uit te halen.',
      submit: 'Ja, verwijder alles',
      doneTitle: 'We zijn je vergeten',
      done: (site: string) => `Alles wat ${site} van je bewaarde voor de nieuwsbrief is weg.`,
      doneForGood: 'En we mailen je nooit meer.',
    },
    expiredTitle: 'Deze link werkt niet meer',
    expired:
      'Hij is ouder dan twee dagen of al gebruikt. Vraag een nieuwe aan bij je voorkeuren, onderaan elke nieuwsbrief.',
  },
  mail: {
    email: {
      subject: 'Bevestig je nieuwe e-mailadres',
      what: (site: string) => `Iemand wil de nieuwsbrieven van ${site} voortaan op dit adres krijgen.`,
      action: 'Bekijk en bevestig',
    },
    emailLeft: {
      subject: 'Naar een ander e-mailadres?',
      what: (site: string) => `Iemand wil de nieuwsbrieven van ${site} voortaan op een ander adres krijgen.`,
      action: 'Bekijk en bevestig',
    },
    emailChanged: {
      subject: 'Je e-mailadres is veranderd',
      what: (site: string, email: string) => `De nieuwsbrieven van ${site} gaan voortaan naar ${email}.`,
      notYou: 'Was jij dit niet? Meld je dan opnieuw aan op de website, of neem contact op.',
    },
    export: {
      subject: 'Je gegevens staan klaar',
      what: (site: string) => `Je vroeg wat ${site} van je bewaart om je nieuwsbrieven te sturen.`,
      action: 'Bekijk en download',
    },
    erase: {
      subject: 'Bevestig dat we je vergeten',
      what: (site: string) => `Je vroeg ons om je te vergeten als lezer van de nieuwsbrieven van ${site}.`,
      action: 'Bekijk en bevestig',
    },
    until: 'De link werkt twee dagen, één keer.',
    notYou: 'Heb je dit niet gevraagd? Dan hoef je niets te doen: er verandert niets.',
    ask: {
      subject: (site: string) => `Een vraag over de nieuwsbrief van ${site}`,
      what: (site: string) => `Je krijgt de nieuwsbrief van ${site}. We willen je iets vragen.`,
      silence:
        'Antwoord je niet, dan is dat een nee: we zien niet wat jij opent of aanklikt. We vragen het dan een half jaar lang niet opnieuw.',
      clean: 'In deze mail zelf meten we niets.',
      action: 'Geef antwoord',
      because: (site: string) =>
        `Je krijgt deze mail omdat je bent aangemeld voor de nieuwsbrief van ${site}.`,
    },
  },
}

export type PreferenceWords = typeof preferenceNl
