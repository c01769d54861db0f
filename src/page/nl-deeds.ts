/** What was deleted, kept or ended, in letters to whoever asked; in Dutch. */
export const deedsNl = {
  categories: {
    reader: 'Uw adres en naam voor de nieuwsbrief',
    subscriptions: 'Aanmeldingen voor nieuwsbrieven',
    'reader-receipts': 'Bewijzen van uw aanmelding en toestemming',
    confirmations: 'Verzoeken die nog niet bevestigd waren',
    'import-rows': 'Regels in een lijst die werd ingelezen',
    deliveries: 'Nieuwsbrieven die u kreeg of zou krijgen',
    hits: 'Wat u opende en aanklikte',
    mails: 'Mails aan u die nog moesten vertrekken',
    'consent-receipts': 'Uw keuzes op de website',
    consents: 'Wat u met die keuzes toestond',
    events: 'Wat er op de website gebeurde',
    visits: 'Bezoeken aan de website',
    suppression: 'Uw adres als code op de lijst “nooit mailen”',
    'consent-chain': 'Data en codes van uw keuzes',
    'newsletter-totals': 'Aantallen per nieuwsbrief',
    requests: 'Uw verzoeken aan ons',
    audit: 'Aantekeningen over wat we met dit verzoek deden',
  },
  reasons: {
    'never-mailed':
      'Anders weten we niet meer dat we u niet mogen mailen. Uit de code is uw adres niet te lezen.',
    proof: 'Daarmee laten we zien dat wij ons aan keuzes houden. Uw antwoorden staan er niet in.',
    totals: 'Het zijn alleen getallen. U bent er niet in te vinden.',
    request:
      'De wet vraagt dat we kunnen laten zien wat we met uw verzoek deden. Na twee jaar zijn uw gegevens ook daaruit weg.',
    others: 'Dit komt uit dezelfde bezoeken, maar we kunnen niet zeggen of het van u is of van een ander.',
  },
  stopped: {
    lists: 'Nieuwsbrieven die we hebben beëindigd',
    hits: 'Metingen van openen en klikken die we hebben verwijderd',
    consents: 'Toestemmingen op de website die zijn ingetrokken',
  },
}

export type DeedsWords = typeof deedsNl
