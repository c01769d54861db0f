/** The texts of newsletters that anybody can read, in Dutch. */
export const archiveNl = {
  title: 'Nieuwsbrieven',
  lead: (site: string) => `Hier lees je de nieuwsbrieven van ${site} terug. We tellen niet wie wat leest.`,
  issues: 'Nieuwste eerst',
  empty: 'Nog geen nieuwsbrieven',
  emptyText: 'Zodra er een nieuwsbrief is verstuurd, kun je hem hier lezen.',
  noSubject: '(zonder onderwerp)',
  feed: 'Volg de nieuwsbrieven met RSS',
  feedTitle: (site: string) => `Nieuwsbrieven van ${site}`,
  leave: 'Afmelden of voorkeuren veranderen?',
  leaveText:
    'Gebruik de link onderaan de nieuwsbrief in je eigen mail. Die link is alleen van jou. Daarom staat hij hier niet.',
  unknownMail:
    'Deze nieuwsbrief is niet te lezen. Misschien is hij weggehaald, of klopt de link niet helemaal.',
}
