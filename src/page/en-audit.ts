/** The texts of the audit chain in English. */
import type { auditNl } from './nl-audit.ts'

export const auditEn: typeof auditNl = {
  anchor: {
    subject: (site, day) => `Audit log of ${site}: closed on ${day}`,
    paragraphs: (site) => [
      `The audit log of ${site} says what was done with requests about personal data. Something was added. With this mail you hold on to where the log stood on that day.`,
      'Keep this mail. If somebody changes the log later, the numbers below no longer match. That is how you can show it.',
    ],
    day: 'Day',
    seq: 'Last line',
    hash: 'Fingerprint',
    signature: 'Signature',
    closing: 'This mail holds no personal data.',
  },
}
