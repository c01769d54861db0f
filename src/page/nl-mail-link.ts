/** What somebody reads who follows a link in a newsletter that leads nowhere, in Dutch. */
export const mailLinkNl = {
  unknown: 'Deze link klopt niet, of bestaat niet meer. Open hem opnieuw vanuit de mail.',
  awayTitle: 'Even geduld',
  away: 'We kunnen deze link nu niet openen. Probeer het later nog eens.',
}
