/** What was deleted, kept or ended, in letters to whoever asked; in English. */
import type { DeedsWords } from './nl-deeds.ts'

export const deedsEn: DeedsWords = {
  categories: {
    reader: 'Your address and name for the newsletter',
    subscriptions: 'Subscriptions to newsletters',
    'reader-receipts': 'Proof of your subscription and consent',
    confirmations: 'Requests that were not confirmed yet',
    'import-rows': 'Rows of a list that was being read in',
    deliveries: 'Newsletters that you got, or were to get',
    hits: 'What you opened and clicked',
    mails: 'Mails to you that had yet to leave',
    'consent-receipts': 'Your choices on the website',
    consents: 'What you allowed with those choices',
    events: 'What happened on the website',
    visits: 'Visits to the website',
    suppression: 'Your address as a code on the “never mail” list',
    'consent-chain': 'Dates and codes of your choices',
    'newsletter-totals': 'Numbers of each newsletter',
    requests: 'Your requests to us',
    audit: 'Notes of what we did with this request',
  },
  reasons: {
    'never-mailed':
      'Otherwise we would not know any more that we may not mail you. Your address can not be read from the code.',
    proof: 'With it we show that we keep to choices. Your answers are not in it.',
    totals: 'These are numbers alone. You can not be found in them.',
    request:
      'The law asks us to be able to show what we did with your request. After two years your data are gone from that as well.',
    others: 'This is from the same visits, but we can not say whether it is yours or somebody else’s.',
  },
  stopped: {
    lists: 'Newsletters that we ended',
    hits: 'Measurements of opening and clicking that we deleted',
    consents: 'Consents on the website that were withdrawn',
  },
}
