/** The texts of the audit chain in Dutch: the mail that keeps a day's end out of the house. */
export const auditNl = {
  anchor: {
    subject: (site: string, day: string) => `Logboek ${site}: afgesloten op ${day}`,
    paragraphs: (site: string): string[] => [
      `In het logboek van ${site} staat wat er met verzoeken over persoonsgegevens is gedaan. Er kwam iets bij. Met deze mail legt u vast waar het logboek op die dag stond.`,
      'Bewaar deze mail. Verandert iemand het logboek later, dan kloppen de getallen hieronder niet meer. Zo kunt u dat aantonen.',
    ],
    day: 'Dag',
    seq: 'Laatste regel',
    hash: 'Vingerafdruk',
    signature: 'Handtekening',
    closing: 'In deze mail staan geen gegevens van personen.',
  },
}
