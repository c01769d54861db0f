/** What became of newsletters, in English. */
import type { newsletterReportNl } from './nl-newsletter-report.ts'

const mails = (number: string) => (number === '1' ? '1 mail' : `${number} mails`)

export const newsletterReportEn: typeof newsletterReportNl = {
  lead: 'What became of your newsletters. Whoever does not want to be measured is in no figure of opens or clicks.',
  empty: 'No newsletter in this period',
  emptyText: 'Choose a longer period. As soon as you send a newsletter, its figures are here.',
  listed: 'Newsletters in this period',
  issue: 'Newsletter',
  delivered: 'Delivered',
  opened: 'Opened',
  clicked: 'Clicks by people',
  unsubscribed: 'Unsubscribed',
  ofSent: (sent: string) => `of ${mails(sent)} that were sent`,
  onTheWay: (number: string) => `Still to go: ${mails(number)}. The figures are still rising.`,
  per100: (rate: string) => `${rate} per 100 measured mails`,
  per100Short: (rate: string) => `${rate} per 100`,
  byThisMail: 'by this mail',
  few: 'too few to show',
  off: 'not measured',
  fewWhy: (k: string) =>
    `A dash means: this is about fewer than ${k}, or such a small number could be worked out from it. We do not show that. So nobody can be recognised.`,
  trend: 'Trend',
  trendLead: 'For each newsletter, per 100 mails that we could measure. So large and small mailings compare.',
  trendPicture: (domain: string) => `Clicks and opens per 100 measured mails, newsletters of ${domain}`,
  trendPoint: (day: string, clicks: string, opens: string) =>
    `${day}: ${clicks} clicks and ${opens} opens per 100.`,
  clicks: 'Clicks',
  opens: 'Opens',
  measuring: 'What your readers think of measuring',
  measuringLead:
    'What readers who get a newsletter now have answered. Without a yes we measure nobody personally.',
  measuringFew: 'There are too few readers to show this.',
  answers: { yes: 'Yes', no: 'No', neverAsked: 'Never asked' },
  people: 'Readers',
  answer: 'Answer',
  nothing: 'There is nothing to count yet',
  nothingText: 'This newsletter was sent to nobody. As soon as mails have left, the figures are here.',
  headline: 'In short',
  opensLead:
    'An open is a weak sign. Many mail programs fetch pictures themselves, read or not. Clicks say more.',
  opensOff: 'Opens of this newsletter were not measured. There was no picture in it that tells anything.',
  clicksLead: 'How often a person clicked a link. Whoever clicks twice counts twice.',
  clicksOff: 'Clicks in this newsletter were not measured. Its links led straight to their targets.',
  level: 'How it was measured',
  levels: { aggregate: 'Totals only', personal: 'By person' },
  mails: 'Mails',
  verdicts: { human: 'People', proxy: 'Through a mail program', machine: 'Automatic', scanner: 'Scanners' },
  unique: 'Different people',
  unknowable: 'can not be known',
  unmeasured: (number: string) =>
    number === '1'
      ? '1 mail was not measured and does not count.'
      : `${mails(number)} were not measured and do not count.`,
  meaning: 'What do these figures mean?',
  meanings: [
    {
      name: 'Mails',
      means: 'How many mails could tell anything in this way. They were delivered and did not come back.',
    },
    { name: 'People', means: 'Nothing speaks of a program. Of clicks, this is the figure that counts.' },
    {
      name: 'Through a mail program',
      means:
        'Gmail or Yahoo fetched the picture when somebody opened the mail. Mostly there is a person behind it.',
    },
    {
      name: 'Automatic',
      means: 'Apple Mail fetches all pictures ahead, read or not. This says nothing about reading.',
    },
    {
      name: 'Scanners',
      means: 'A security service looked whether the mail was dangerous. This is no reader.',
    },
    {
      name: 'Different people',
      means:
        'Everybody counts once. We know this only of readers who said yes. With totals only it can not be known, and we do not estimate it.',
    },
  ],
  map: 'Where people clicked',
  mapLead:
    'The numbers in the mail belong to the numbers in the table. This is a clean copy: clicks here do not count.',
  mapFrame: 'The mail with a number at each link',
  noLinks: 'There is no link in this newsletter that we count.',
  links: 'Clicks for each link',
  number: 'Number',
  target: 'Leads to',
  elsewhere: 'another kind of address',
  became: 'What happened to the mails',
  what: 'What',
  rows: {
    recipients: 'Recipients',
    sent: 'Sent',
    waiting: 'Still to send',
    failed: 'Failed',
    uncertain: 'Not certain that it arrived',
    skipped: 'Skipped, since the reader had stopped',
    returnedHard: 'Came back: the address is gone',
    returnedSoft: 'Came back: a full mailbox, for example',
    complaints: 'Reported as unwanted',
    delivered: 'Delivered',
  },
  endedBy: {
    page: 'Unsubscribed on our page',
    'one-click': 'Unsubscribed with the button of a mail program',
    mail: 'Unsubscribed by mail',
    staff: 'Unsubscribed by staff',
    bounce: 'Stopped, since the address is gone',
    complaint: 'Stopped after a complaint',
  },
  onSite: 'What readers did on the website',
  onSiteLead: 'Visits that began at a link in this mail, up to 30 days after it was sent.',
  onSiteNobody:
    'We follow nobody from mail to website. A link says only which newsletter a visit comes from, never whose it is.',
  onSiteFew: (k: string) => `Fewer than ${k} visitors came this way. Those are too few to show.`,
  figure: 'Figure',
  count: 'Number',
  csv: 'Download the figures (CSV)',
  csvLinks: 'Download the clicks for each link (CSV)',
}
