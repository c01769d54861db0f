/** The texts of newsletters that anybody can read, in English. */
import type { archiveNl } from './nl-archive.ts'

export const archiveEn: typeof archiveNl = {
  title: 'Newsletters',
  lead: (site) => `Here you can read the newsletters of ${site}. We do not count who reads what.`,
  issues: 'Latest first',
  empty: 'No newsletters yet',
  emptyText: 'As soon as a newsletter has been sent, you can read it here.',
  noSubject: '(no subject)',
  feed: 'Follow the newsletters with RSS',
  feedTitle: (site) => `Newsletters of ${site}`,
  leave: 'Unsubscribe, or change your preferences?',
  leaveText:
    'Use the link at the foot of the newsletter in your own mail. That link is yours alone. So it is not here.',
  unknownMail:
    'This newsletter can not be read. It may have been taken away, or the link is not quite right.',
}
