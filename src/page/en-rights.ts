/** What a visitor reads about the own data: seeing, taking along, deleting. In English. */
import type { RightsWords } from './nl-rights.ts'

export const rightsEn: RightsWords = {
  title: 'My data',
  lead: (site) => `See what is kept about your device on ${site}. You need not sign in.`,
  how: 'How do we find your data?',
  howList: [
    'The website does not know who you are. So we search by the number of your receipt.',
    'You got that number when you made a choice. If you chose on the website itself, your browser keeps it as well.',
    'You have no number? Then we cannot tell which visits are yours. So we do not ask you for an identity document either.',
  ],
  ask: 'Fill in your receipt number',
  show: 'Show my data',
  foundTitle: 'This is what we keep about this device',
  none: 'Your receipt only',
  noneText:
    'Under this number we keep your choice, and nothing else. Your browser has no number, so we cannot link any visit to you.',
  device: 'The number of your browser',
  deviceText: 'You said yes to seeing whether you come back. So your browser got a number.',
  since: 'Given on',
  until: 'Ends on',
  untilText: 'Also if you still visit by then. It is never prolonged.',
  ended: 'Your consent is over. So nothing is added any more. What was there already is below.',
  shared: (mark) =>
    `Somebody else can be in a visit too: someone with the same browser on the same network, such as a housemate. Then it says ${mark}. We do not show where such a visit came from and how it went, since that may be theirs. The times and the number of pages are of you both. What you did yourself is among the events.`,
  receipts: 'Your receipts',
  visits: 'Visits',
  visitsNone: 'No visit is stored yet.',
  events: 'What happened in those visits',
  eventsNone: 'Nothing is stored.',
  latest: (shown, all) => `The last ${shown} of ${all}. The download has more.`,
  table: {
    day: 'Day',
    begin: 'Begin',
    end: 'End',
    pages: 'Pages',
    time: 'Time',
    what: 'What',
    page: 'Page',
    from: 'From',
    device: 'Device',
  },
  direct: 'directly',
  take: 'Download everything',
  takeText: (most) =>
    `All rows as we have them, in one file (JSON). What may be somebody else’s is masked. At most ${most} events.`,
  erase: 'Delete everything',
  eraseText: 'Your receipts, your visits and what happened in those visits.',
  other: 'Other questions about your data? Read whom to call or mail.',
  privacy: 'Privacy on this website',
  sure: {
    title: 'Delete everything?',
    text: 'We delete the receipts of this device and everything under the number of your browser. This cannot be undone.',
    keeps:
      'What stays: that a choice was made and deleted on that day. Not what you chose, and nothing about you.',
    later: 'What you allow now ends. Your browser remembers that you say no.',
    yes: 'Yes, delete everything',
    no: 'No, go back',
  },
  erased: {
    title: 'Your data is deleted',
    nothing: 'There was nothing left to delete',
    nothingText: 'There is nothing under this number, or it was deleted already.',
    receipts: 'Receipts',
    visits: 'Visits',
    events: 'Events in those visits',
    back: (site) =>
      `Use the button to go back to ${site}. Then your browser knows that you say no, and the website does not ask again at once.`,
    again: 'The number no longer works.',
  },
}
