/** The page about privacy that is made of a site's settings, in English. */
import type { PrivacyWords } from './nl-privacy.ts'

export const privacyEn: PrivacyWords = {
  title: (site) => `Privacy on ${site}`,
  lead: 'What we keep about your visit, why, for how long, and what you can do. This page is made from how the website is set up now.',
  who: 'Who is responsible?',
  whoUnknown: 'That is not filled in here yet. See the privacy statement on the website itself.',
  phone: 'Phone',
  officer: 'Data protection officer',
  officerText: 'This person sees to it that we treat your data well.',
  table: 'What we use data for',
  tableText: 'Each purpose with its data, the rule in the law, and how long we keep it.',
  columns: {
    purpose: 'What for',
    data: 'Which data',
    basis: 'Why this is allowed',
    kept: 'How long',
    recipients: 'Who gets it',
    device: 'On your device',
  },
  basis: {
    exempt:
      'Without consent, since it hardly touches your privacy: article 11.7a(3)(b) of the Telecommunicatiewet. We have a legitimate interest in making our website better: article 6(1)(f) GDPR.',
    consent:
      'Only if you agree: article 11.7a(1) of the Telecommunicatiewet and article 6(1)(a) GDPR. You can withdraw your consent at any time.',
  },
  kept: {
    counting: (days, visits, totals) =>
      `Set: what happens on a page ${days} days, visits ${visits} months, totals of a day ${totals} months.`,
    months: (months) => `${months} months`,
    theirs: 'The recipient decides.',
  },
  nobody: 'Nobody else.',
  nothing: 'Nothing.',
  receiptNumber: 'The number of your receipt, with your choice (localStorage.voordeur).',
  cookies: 'Cookies',
  storage: 'Storage in your browser',
  objection: 'Rather not be counted?',
  objectionText:
    'You need no reason. If your browser asks us not to track you (GPC or Do Not Track), we do not count you already.',
  objectionLink: 'Turn counting off',
  choiceLink: 'View or change my choice',
  device: 'What we put on your device',
  deviceText: 'Only after you chose something yourself. No cookies. Other websites cannot read it.',
  deviceColumns: { name: 'Name', what: 'What', why: 'Why', kept: 'How long' },
  deviceRows: {
    choice: {
      what: 'what you chose',
      why: 'to remember your choice and not to ask you each time',
    },
    receipt: {
      what: 'the number of your receipt',
      why: 'to see your choice again, withdraw it or have it deleted',
    },
  },
  days: (days) => `valid for ${days} days`,
  rights: 'What you can do',
  rightsText:
    'You may see your data, take it along and have it deleted. You may also object or withdraw your consent. It costs nothing.',
  mine: 'View or delete my data',
  complaint: 'Not satisfied?',
  complaintText: 'Tell us first, and we try to solve it. You may also always complain to the',
  authority: 'Autoriteit Persoonsgegevens (the Dutch data protection authority)',
  statements: 'Privacy statement: all versions',
  statementsText: 'Each version stays here as it was.',
  statementsNone: 'No version is recorded here yet.',
  statement: (day) => `Version of ${day}`,
  now: 'holds now',
  fingerprint: 'Fingerprint',
}
