/** The texts about how long things are kept, in English. */
import type { RetentionWords } from './nl-retention.ts'

const interest = 'Legitimate interest, no longer than needed (GDPR article 6(1)(f) and article 5(1)(e)).'
const consent = 'Consent (GDPR article 6(1)(a)).'
const proof = 'Proof of consent (GDPR article 7(1)).'
const request = 'To answer requests and to show that it was done (GDPR article 12 and article 5(2)).'
const security = 'Security (GDPR article 32).'
const nobody = 'Says nothing about a person.'

export const retentionEn: RetentionWords = {
  title: 'How long things are kept',
  lead: (site) =>
    `This is how long Voordeur keeps what there is about ${site}. Once its time is over, it goes by itself.`,
  tableSite: 'Of this website',
  tableInstallation: 'Of Voordeur as a whole',
  installationText: 'This belongs to no website, or to all of them together. Days are those of UTC.',
  what: 'What',
  term: 'How long',
  oldest: 'Oldest that is left',
  gone: 'Last deleted',
  when: 'When',
  nothingLeft: 'nothing',
  neverSwept: 'not yet',
  notDone: 'under way',
  notSwept: 'by itself',
  months: (months) => (months === 1 ? '1 month as a whole' : `${months} months as a whole`),
  rows: (rows, written) => (rows === 1 ? '1 row' : `${written} rows`),
  hours: (n) => (n === 1 ? '1 hour' : `${n} hours`),
  days: (n) => (n === 1 ? '1 day' : `${n} days`),
  monthsLong: (n) => (n === 1 ? '1 month' : `${n} months`),
  years: (n) => (n === 1 ? '1 year' : `${n} years`),
  settable: 'can be set',
  until: {
    'rolled-up': 'a few seconds, until visits are made of it',
    sealed: 'a few seconds, until it is in the chain',
    'newsletter-ends': 'as long as the website sends newsletters',
    'site-ends': 'as long as the website is measured',
    unsubscribed: 'until you unsubscribe, or your account is gone',
    'account-removed': 'until the account is removed',
    'key-deleted': 'until an administrator deletes the key',
    'installation-ends': 'as long as Voordeur runs here',
  },
  categories: {
    events: { name: 'Single events', since: 'after they happened', law: interest },
    visits: { name: 'Visits, with the way they went', since: 'after the day of the visit', law: interest },
    totals: { name: 'Figures of a day', since: 'after that day', law: nobody },
    'day-keys': { name: 'Keys of a day behind visitor codes', since: 'after they were made', law: interest },
    batches: { name: 'Events that have yet to become visits', since: null, law: interest },
    receipts: {
      name: 'Proof of answers to the cookie question',
      since: 'after the answer ended',
      law: proof,
    },
    unsealed: { name: 'Answers that have yet to join the chain', since: null, law: proof },
    consents: { name: 'Consents that hold', since: 'after the consent ended', law: consent },
    subscriptions: {
      name: 'Readers of newsletters',
      since: 'after the last of their subscriptions ended',
      law: consent,
    },
    confirmations: { name: 'Confirmations that were asked for', since: 'after asking', law: consent },
    imports: { name: 'Files with readers', since: 'after the last step', law: proof },
    tries: { name: 'Counts against misuse of forms', since: 'after the first time', law: security },
    suppressions: {
      name: 'Addresses that never get mail again, unrecognisable',
      since: null,
      law: 'Objection to direct marketing (GDPR article 21(3)).',
    },
    deliveries: { name: 'Newsletters sent, by reader', since: 'after sending', law: consent },
    requests: {
      name: 'Requests about data, with all that belongs to them',
      since: 'after the request was closed',
      law: request,
    },
    links: { name: 'Mailed links and codes', since: 'after the mail', law: security },
    restrictions: {
      name: 'Restrictions, and what is set apart for them',
      since: 'after the restriction ended',
      law: 'Restriction of processing (GDPR article 18). As long as it lasts, nothing of it goes.',
    },
    journal: {
      name: 'What a restored backup must be told',
      since: 'after the request',
      law: 'What was erased stays erased (GDPR article 17 and article 5(2)).',
    },
    breaches: {
      name: 'Data breaches',
      since: 'after closing',
      law: 'Record of breaches (GDPR article 33(5)).',
    },
    sweeps: { name: 'Reports of what was deleted', since: 'after that day', law: nobody },
    site: { name: 'Settings, texts and the log of this website', since: null, law: request },
    reports: { name: 'Who gets a report by mail', since: null, law: interest },
    references: {
      name: 'Keys behind references in the proof',
      since: 'after the end of their year',
      law: 'From then on the proof leads to nobody (GDPR article 5(1)(e)).',
    },
    sessions: { name: 'Who is signed in', since: 'after signing in', law: security },
    verifications: { name: 'Codes and tries at signing in', since: 'after they began', law: security },
    invitations: { name: 'Invitations of colleagues', since: 'after the invitation', law: interest },
    acts: { name: 'Log of what colleagues did', since: 'after they did it', law: security },
    mail: { name: 'Outgoing mail', since: 'after it was written', law: interest },
    accounts: { name: 'Accounts of colleagues', since: null, law: interest },
    keys: { name: 'Keys for programs', since: null, law: interest },
    installation: { name: 'What Voordeur itself needs', since: null, law: nobody },
  },
  backups: 'Backups',
  backupsText:
    'A backup also holds what is gone here already. So keep it for 13 months at most. When it is restored, Voordeur carries out erasures, objections and restrictions once more, and within a day what is past its time goes.',
  backupsKeys: 'Keys of a day are in no backup.',
  runs: 'The last 30 days',
  empty: 'Nothing was deleted yet',
  emptyText: 'Voordeur looks every hour. After the first time you see here what went.',
  day: 'Day',
  nothing: 'Nothing was past its time',
  isDone: 'Done?',
  done: 'Yes',
  open: 'No',
  change: 'Set how long',
  late: {
    title: 'Deleting is behind',
    text: (day, time) =>
      `Since ${day}, ${time} not all was deleted that is past its time. Ask the administrator to look.`,
    link: 'See how long things are kept',
    sites: 'At these websites, for more than a day not all was deleted that is past its time:',
  },
  mail: {
    subject: (site) => `Deleting is behind: ${site}`,
    late: (site, day, time) =>
      `Every day Voordeur is to delete what is past its time. At ${site} it did not do all of that since ${day}, ${time}.`,
    what: 'Voordeur tries again every hour. If it is still so tomorrow, you hear of it again. Ask the administrator to see what is wrong.',
    action: 'See how long things are kept',
    why: 'You get this mail because you guard the privacy of this website.',
  },
}
