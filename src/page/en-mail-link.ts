/** What somebody reads who follows a link in a newsletter that leads nowhere, in English. */
import type { mailLinkNl } from './nl-mail-link.ts'

export const mailLinkEn: typeof mailLinkNl = {
  unknown: 'This link is not right, or is no longer there. Open it again from the mail.',
  awayTitle: 'One moment please',
  away: 'We can not open this link now. Please try again later.',
}
