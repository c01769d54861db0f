/** The texts of reports by mail, in Dutch: the page where somebody asks for them, the mail, and the way out of it. */
export const reportNl = {
  title: 'Rapport per mail',
  lead: (site: string) =>
    `De cijfers van ${site} vanzelf in je mail. Alleen voor jezelf: collega’s kiezen zelf.`,
  choose: 'Hoe vaak wil je het?',
  periods: {
    week: { name: 'Elke week', when: 'Op maandag om 7 uur, over maandag tot en met zondag.' },
    month: { name: 'Elke maand', when: 'Op de eerste dag van de maand om 7 uur, over de maand ervoor.' },
  },
  to: (email: string) => `We sturen het naar ${email}.`,
  save: 'Bewaar',
  saved: 'Bewaard.',
  preview: 'Zo ziet het eruit',
  previewOf: { week: 'Vorige week', month: 'Vorige maand' },
  now: 'Stuur me er nu een',
  nowSent: 'De mail is onderweg.',
  tooMany: 'Je hebt er net vijf aangevraagd. Wacht een kwartier en probeer het dan opnieuw.',
  mail: {
    subject: {
      week: (site: string, days: string) => `Weekrapport ${site}: ${days}`,
      month: (site: string, month: string) => `Maandrapport ${site}: ${month}`,
    },
    compared: (period: string) => `Vergeleken met ${period}.`,
    empty: (site: string, period: string) => `Op ${site} is niets geteld: ${period}.`,
    emptyWhat:
      'Verwachtte je wel bezoekers? Kijk dan of de meetregel nog op de website staat. Hieronder zie je of er iets binnenkwam dat niet meetelde.',
    more: (by: string, percent: string) => `${by} meer (${percent})`,
    less: (by: string, percent: string) => `${by} minder (${percent})`,
    morePoints: (points: number) => (points === 1 ? '1 procentpunt meer' : `${points} procentpunten meer`),
    lessPoints: (points: number) =>
      points === 1 ? '1 procentpunt minder' : `${points} procentpunten minder`,
    same: 'vrijwel gelijk',
    fresh: 'daarvoor niets',
    unknown: 'geen vergelijking',
    topPages: 'De tien met de meeste bezoekers',
    channels: 'Langs welke weg bezoeken begonnen',
    topSources: 'De tien met de meeste bezoekers',
    goalsTable: 'Hoeveel bezoekers ze bereikten',
    socialTable: 'Bezoeken van en klikken naar elk netwerk',
    dropsTable: 'Hoeveel berichten, en waarom',
    goal: 'Doel',
    filling: 'wordt berekend',
    open: { week: 'Bekijk deze week in Voordeur', month: 'Bekijk deze maand in Voordeur' },
    because: 'Je krijgt deze mail omdat je je er in Voordeur voor hebt aangemeld.',
  },
  unsubscribe: {
    title: { week: 'Geen weekrapport meer?', month: 'Geen maandrapport meer?' },
    lead: (site: string) =>
      `Druk op de knop en je krijgt dit rapport over ${site} niet meer. Inloggen hoeft niet.`,
    submit: 'Meld me af',
    doneTitle: 'Je bent afgemeld',
    done: {
      week: (site: string) => `We sturen je geen weekrapport van ${site} meer.`,
      month: (site: string) => `We sturen je geen maandrapport van ${site} meer.`,
    },
    again: 'Toch weer? Log in en zet het rapport aan bij de website.',
    unknown:
      'Deze link klopt niet helemaal. Open hem opnieuw vanuit de mail, of zet het rapport uit in Voordeur.',
  },
}

export type ReportWords = typeof reportNl
