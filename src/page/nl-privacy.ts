/** The page about privacy that is made of a site's settings, in Dutch. */
export const privacyNl = {
  title: (site: string) => `Privacy op ${site}`,
  lead: 'Wat we over je bezoek bewaren, waarom, hoe lang, en wat je kunt doen. Deze pagina wordt gemaakt van hoe de website nu is ingesteld.',
  who: 'Wie is verantwoordelijk?',
  whoUnknown: 'Dat is hier nog niet ingevuld. Kijk in de privacyverklaring op de website zelf.',
  phone: 'Telefoon',
  officer: 'Functionaris voor gegevensbescherming',
  officerText: 'Deze persoon let erop dat we goed met je gegevens omgaan.',
  table: 'Waarvoor we gegevens gebruiken',
  tableText: 'Elk doel met de gegevens, de regel uit de wet, en hoe lang we ze bewaren.',
  columns: {
    purpose: 'Waarvoor',
    data: 'Welke gegevens',
    basis: 'Waarom dat mag',
    kept: 'Hoe lang',
    recipients: 'Wie krijgt ze',
    device: 'Op je apparaat',
  },
  basis: {
    exempt:
      'Zonder toestemming, omdat het je privacy nauwelijks raakt: artikel 11.7a lid 3 onder b Telecommunicatiewet. We hebben er een gerechtvaardigd belang bij om onze website te verbeteren: artikel 6 lid 1 onder f AVG.',
    consent:
      'Alleen als jij het goed vindt: artikel 11.7a lid 1 Telecommunicatiewet en artikel 6 lid 1 onder a AVG. Je kunt je toestemming altijd intrekken.',
  },
  kept: {
    counting: (days: string, visits: string, totals: string) =>
      `Ingesteld: wat er op een pagina gebeurt ${days} dagen, bezoeken ${visits} maanden, totalen per dag ${totals} maanden.`,
    months: (months: string) => `${months} maanden`,
    theirs: 'Dat bepaalt de ontvanger.',
  },
  nobody: 'Niemand anders.',
  nothing: 'Niets.',
  receiptNumber: 'Het nummer van je bewijs, bij je keuze (localStorage.voordeur).',
  cookies: 'Cookies',
  storage: 'Opslag in je browser',
  objection: 'Liever niet meetellen?',
  objectionText:
    'Dat mag altijd, zonder reden. Stuurt je browser een verzoek mee om je niet te volgen (GPC of Do Not Track)? Dan tellen we je al niet mee.',
  objectionLink: 'Zet het tellen uit',
  choiceLink: 'Bekijk of verander mijn keuze',
  device: 'Wat er van ons op je apparaat staat',
  deviceText: 'Pas nadat je zelf iets hebt gekozen. Geen cookies. Andere websites kunnen er niet bij.',
  deviceColumns: { name: 'Naam', what: 'Wat', why: 'Waarom', kept: 'Hoe lang' },
  deviceRows: {
    choice: {
      what: 'wat je hebt gekozen',
      why: 'om je keuze te onthouden en het je niet steeds te vragen',
    },
    receipt: {
      what: 'het nummer van je bewijs',
      why: 'om je keuze terug te zien, in te trekken of te laten verwijderen',
    },
  },
  days: (days: string) => `${days} dagen geldig`,
  rights: 'Wat je kunt doen',
  rightsText:
    'Je mag je gegevens zien, meenemen en laten verwijderen. Ook mag je bezwaar maken of je toestemming intrekken. Dat kost niets.',
  mine: 'Bekijk of verwijder mijn gegevens',
  complaint: 'Niet tevreden?',
  complaintText:
    'Vertel het ons eerst, dan proberen we het op te lossen. Je mag ook altijd een klacht indienen bij de',
  authority: 'Autoriteit Persoonsgegevens',
  statements: 'Privacyverklaring: alle versies',
  statementsText: 'Elke versie blijft hier staan zoals hij was.',
  statementsNone: 'Er is hier nog geen versie vastgelegd.',
  statement: (day: string) => `Versie van ${day}`,
  now: 'geldt nu',
  fingerprint: 'Controlegetal',
}

export type PrivacyWords = typeof privacyNl
