/** The letters of the desk in Dutch, at B1. Each line is a paragraph; what `{{…}}` stands for, and where it may, is in `letter-text.ts`. */

export const lettersNl = {
  letters: {
    confirm: {
      subject: 'Bevestig uw vraag aan {{organisation}}',
      body: `Beste {{name}},
Op {{received}} kregen wij een vraag. Iemand vroeg ons {{asked}}, en gaf daarbij dit e-mailadres.
Bent u dat? Bevestig het dan.
{{link}}
De link werkt tot en met {{until}}.
Doet u niets? Dan gebeurt er ook niets met uw gegevens.
Hebt u dit niet gevraagd? Dan gaf iemand anders uw adres op, misschien per ongeluk. U hoeft niets te doen.
Vragen? Neem contact op met {{officer}}.
Met vriendelijke groet,
{{organisation}}`,
    },
    received: {
      subject: 'Wij hebben uw vraag ontvangen',
      body: `Beste {{name}},
Op {{received}} vroeg u ons {{asked}}. Dank u wel, wij gaan ermee aan de slag.
{{stopped}}
U krijgt uiterlijk {{due}} antwoord. Dat kost u niets.
Soms moeten wij weten of u het echt bent. Dan vragen wij u dat. Een kopie van uw paspoort of identiteitskaart hebben wij nooit nodig.
Wilt u iets toevoegen of uw vraag intrekken? Neem contact op met {{officer}}.
Met vriendelijke groet,
{{organisation}}`,
    },
    extension: {
      subject: 'Wij hebben meer tijd nodig voor uw vraag',
      body: `Beste {{name}},
Op {{received}} vroeg u ons {{asked}}. Het lukt ons niet om dat op tijd te doen. Dat spijt ons.
Dit is de reden:
{{reason}}
U krijgt uiterlijk {{until}} antwoord. U hoeft daar niets voor te doen.
Bent u het hier niet mee eens? Neem dan contact op met {{officer}}.
{{complaint}}
{{court}}
Met vriendelijke groet,
{{organisation}}`,
    },
    refusal: {
      subject: 'Ons antwoord op uw vraag van {{received}}',
      body: `Beste {{name}},
Op {{received}} vroeg u ons {{asked}}. Dat doen wij niet, of niet helemaal.
Dit is de reden:
{{reason}}
{{stopped}}
Bent u het hier niet mee eens? Neem dan eerst contact op met {{officer}}. Wij leggen het graag uit, en kijken er nog een keer naar.
{{complaint}}
{{court}}
Met vriendelijke groet,
{{organisation}}`,
    },
    'cannot-identify': {
      subject: 'Wij kunnen uw gegevens niet vinden',
      body: `Beste {{name}},
Op {{received}} vroeg u ons {{asked}}. Wij weten niet welke gegevens van u zijn. Daarom kunnen wij nu niet doen wat u vraagt.
Dit is de reden:
{{reason}}
U kunt ons helpen. Krijgt u onze nieuwsbrief? Stel uw vraag dan met het e-mailadres waarop u die krijgt.
Gaat het om uw bezoek aan onze website? Geef ons dan het nummer van uw bewijs. Dat kreeg u toen u een keuze maakte. Het staat ook in uw browser.
Stuur ons geen kopie van uw paspoort of identiteitskaart. Wij hebben die niet nodig, en gooien hem weg.
Vragen? Neem contact op met {{officer}}.
{{complaint}}
{{court}}
Met vriendelijke groet,
{{organisation}}`,
    },
    access: {
      subject: 'Uw gegevens bij {{organisation}}',
      body: `Beste {{name}},
Op {{received}} vroeg u ons {{asked}}. Wij hebben alles voor u verzameld.
{{link}}
U kunt de gegevens ophalen tot en met {{until}}. Daarna verwijderen wij het bestand.
In het bestand leest u ook waarom wij de gegevens hebben, hoe lang wij ze bewaren en wie ze nog meer krijgt.
Klopt er iets niet, of wilt u dat wij iets verwijderen? Neem contact op met {{officer}}.
{{complaint}}
Met vriendelijke groet,
{{organisation}}`,
    },
    code: {
      subject: 'Uw code',
      body: `Beste {{name}},
Dit is de code voor uw gegevens: {{code}}
De code werkt tien minuten, en één keer.
Geef de code aan niemand. Wij vragen er nooit om.
Hebt u niet om een code gevraagd? Dan heeft iemand anders uw link. Neem dan contact op met {{officer}}.
Met vriendelijke groet,
{{organisation}}`,
    },
    erased: {
      subject: 'Uw gegevens zijn verwijderd',
      body: `Beste {{name}},
Op {{received}} vroeg u ons {{asked}}. Dat hebben wij gedaan.
{{counts}}
{{kept}}
Wij maken ook reservekopieën. Daar verdwijnen uw gegevens vanzelf uit. Zetten wij zo’n kopie terug? Dan verwijderen wij uw gegevens meteen opnieuw.
Kregen anderen uw gegevens van ons? Dan vragen wij hun om hetzelfde te doen.
Vragen, of niet eens met wat wij deden? Neem contact op met {{officer}}.
{{complaint}}
{{court}}
Met vriendelijke groet,
{{organisation}}`,
    },
    rectified: {
      subject: 'Uw gegevens zijn verbeterd',
      body: `Beste {{name}},
Op {{received}} vroeg u ons {{asked}}. Dat hebben wij gedaan.
Kregen anderen deze gegevens van ons? Dan geven wij de verbetering aan hen door.
Klopt er nog iets niet? Neem contact op met {{officer}}.
{{complaint}}
Met vriendelijke groet,
{{organisation}}`,
    },
    restricted: {
      subject: 'Wij gebruiken uw gegevens nu niet',
      body: `Beste {{name}},
Op {{received}} vroeg u ons {{asked}}. Dat hebben wij gedaan. Wij bewaren de gegevens alleen nog.
{{counts}}
U krijgt zo lang geen nieuwsbrief van ons.
Gaan wij de gegevens weer gebruiken? Dan hoort u dat eerst van ons.
Wilt u iets anders? Neem contact op met {{officer}}.
{{complaint}}
Met vriendelijke groet,
{{organisation}}`,
    },
    'restriction-ends': {
      subject: 'Wij gaan uw gegevens weer gebruiken',
      body: `Beste {{name}},
Op {{received}} vroeg u ons {{asked}}. Sinds dat moment bewaren wij de gegevens alleen.
Vanaf {{until}} gebruiken wij ze weer zoals daarvoor. U hoort dit voordat het zover is.
Dit is de reden:
{{reason}}
Wilt u dat niet? Neem dan voor die dag contact op met {{officer}}.
{{complaint}}
Met vriendelijke groet,
{{organisation}}`,
    },
    objection: {
      subject: 'Wij zijn gestopt met het gebruik van uw gegevens',
      body: `Beste {{name}},
Op {{received}} vroeg u ons {{asked}}. Dat hebben wij gedaan.
{{stopped}}
{{counts}}
Wij onthouden dit met een code. Uw naam en uw adres staan daar niet in.
Vragen? Neem contact op met {{officer}}.
{{complaint}}
Met vriendelijke groet,
{{organisation}}`,
    },
    withdrawn: {
      subject: 'Uw bericht van {{received}} is verwerkt',
      body: `Beste {{name}},
Op {{received}} vroeg u ons {{asked}}.
{{outcome}}
{{counts}}
{{stopped}}
Bedenkt u zich? U kunt het ons altijd opnieuw vragen.
Vragen? Neem contact op met {{officer}}.
Met vriendelijke groet,
{{organisation}}`,
    },
  },

  /** After "vroeg ons". `whose`: "uw gegevens". */
  asked: {
    access: (whose: string) => `om een kopie van ${whose}`,
    rectify: (whose: string) => `om ${whose} te verbeteren`,
    erase: (whose: string) => `om ${whose} te verwijderen`,
    restrict: (whose: string) => `om ${whose} voorlopig niet te gebruiken`,
    object: (whose: string) => `om te stoppen met het gebruik van ${whose}`,
    withdraw: (whose: string) => `om een toestemming voor ${whose} in te trekken`,
  },
  whose: {
    own: 'uw gegevens',
    of: (name: string) => `de gegevens van ${name}`,
    nobody: 'degene voor wie u optreedt',
  },
  /** Where no name is known, or it may have been typed by somebody else. */
  nobody: 'heer of mevrouw',
  /** By what is known of them: an address has no visits, and a device no newsletters. */
  stopped: {
    atOnce: 'Wij zijn meteen gestopt.',
    mail: 'U krijgt van ons geen nieuwsbrief meer.',
    device:
      'Wat u op de website toestond, geldt niet meer. En wat wij van uw bezoeken bewaarden, gebruiken wij niet tot wij hebben beslist.',
    forGood:
      'Kreeg u onze nieuwsbrief? Die sturen wij u niet meer. Wij meten ook niet meer wat u leest of aanklikt.',
  },
  outcome: {
    consent: 'Dat hebben wij gedaan. De toestemming geldt niet meer. Wat wij eerder deden, mocht.',
    request: 'U hebt die vraag ingetrokken. Wij doen er dus niets meer mee.',
  },
  officer: {
    person: (name: string, email: string) => `onze privacy officer, ${name} (${email})`,
    organisation: (contact: string) => `ons (${contact})`,
    unknown: 'ons',
  },
  complaint:
    'U kunt een klacht indienen bij de Autoriteit Persoonsgegevens. Dat kan op autoriteitpersoonsgegevens.nl of per post: Postbus 93374, 2509 AJ Den Haag.',
  court:
    'U kunt ook naar de rechter. Stuur dan een verzoekschrift naar de rechtbank, binnen zes weken nadat u dit antwoord kreeg. U hebt daar geen advocaat voor nodig. Dit staat in artikel 35 van de Uitvoeringswet AVG.',
  link: {
    confirm: {
      label: 'Ja, dit heb ik gevraagd',
      text: 'Druk op de knop. U ziet dan eerst nog een pagina.',
      mailed: '(De link stond alleen in de mail.)',
    },
    access: {
      label: 'Haal mijn gegevens op',
      text: 'Druk op de knop. Wij mailen u dan een code. Met die code kunt u bij uw gegevens.',
      mailed: '(De link stond alleen in de mail.)',
      enclosed: 'U vindt de gegevens bij deze brief.',
    },
  },
  codeMailed: '(stond alleen in de mail)',
  counts: {
    erased: 'Dit hebben wij verwijderd',
    restricted: 'Dit hebben wij apart gezet',
    objection: 'Dit hebben wij verwijderd',
    withdrawn: 'Dit hebben wij verwijderd',
    nothing: 'Wij vonden niets dat wij moesten verwijderen.',
  },
  kept: 'Dit moeten wij bewaren',
  grounds: {
    unfounded:
      'Uw vraag is duidelijk niet terecht. Dan hoeven wij er niet op in te gaan (artikel 12 van de AVG).',
    excessive:
      'U vraagt meer dan redelijk is, bijvoorbeeld omdat u dit al vaker vroeg (artikel 12 van de AVG).',
    others:
      'Uw vraag raakt de rechten van anderen. Wij moeten hen ook beschermen (artikel 15 en 23 van de AVG).',
    expression:
      'Wij hebben de gegevens nodig om onze mening of informatie te kunnen geven (artikel 17 van de AVG).',
    'legal-duty': 'Wij moeten de gegevens volgens de wet bewaren (artikel 17 van de AVG).',
    claims:
      'Wij hebben de gegevens nodig in een rechtszaak of bij een geschil (artikel 17, 18 en 21 van de AVG).',
    interest:
      'Wij hebben een goede reden om door te gaan, die zwaarder weegt dan uw belang (artikel 21 van de AVG).',
    correct: 'Wij hebben de gegevens bekeken. Ze kloppen volgens ons (artikel 16 van de AVG).',
    'no-ground': 'De wet geeft u dit recht niet in deze situatie (artikel 17 en 18 van de AVG).',
  },

  /** Of nobody: for whoever looks how a letter will be. */
  preview: {
    name: 'Sanne de Vries',
    reason: 'Wij moeten uw vraag op verschillende plaatsen uitzoeken.',
    counts: [
      { what: 'Inschrijving voor de nieuwsbrief', rows: 1 },
      { what: 'Bezoeken aan de website', rows: 12 },
    ],
    kept: [
      {
        what: 'Bewijs van uw toestemming',
        rows: 1,
        because: 'Daarmee kunnen wij laten zien dat u eerder ja zei.',
      },
    ],
  },

  reminder: {
    kinds: {
      access: 'inzage',
      rectify: 'verbeteren',
      erase: 'verwijderen',
      restrict: 'beperken',
      object: 'bezwaar',
      withdraw: 'toestemming intrekken',
    },
    subject: (kind: string, days: number) =>
      days < 0 ? `Te laat: verzoek (${kind})` : `Nog ${dagen(days)}: verzoek (${kind})`,
    open: (kind: string, site: string, received: string) =>
      `Op ${site} staat een verzoek open (${kind}). Het kwam binnen op ${received}.`,
    left: (days: number, due: string) =>
      `Beloofd is een antwoord uiterlijk op ${due}. Dat is nog ${dagen(days)}.`,
    overdue: (days: number, due: string) =>
      `Beloofd was een antwoord uiterlijk op ${due}. Dat is ${dagen(days)} geleden.`,
    law: (due: string) => `De wet geeft tijd tot en met ${due}.`,
    lawPassed: (due: string) => `De wet gaf tijd tot en met ${due}. Ook die dag is voorbij.`,
    unverified: 'Wij weten nog niet of de vrager is wie hij zegt te zijn.',
    action: 'Open het verzoek',
    why: 'U krijgt deze mail na 7, 14, 21 en 25 dagen, en als het antwoord te laat is.',
  },
}

function dagen(days: number): string {
  const whole = Math.abs(days)
  return whole === 1 ? '1 dag' : `${String(whole)} dagen`
}

export type LetterWords = typeof lettersNl
