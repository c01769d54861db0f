/**
 * A reader who told their mail program that our mail is spam, as their provider reports it (ARF, RFC 5965). No data is kept of it but that
 * it was said; whoever is named in it in plain words is not believed.
 */

/** Said by a person, or by a provider that does not say by whom. `opt-out` is of the drafts, and still sent. */
const complaints: ReadonlySet<string> = new Set(['abuse', 'fraud', 'opt-out', 'other'])

/**
 * False for what machines find out by themselves (`virus`, `auth-failure`: RFC 6591, a failing signature, whoever caused it) and for its
 * opposite (`not-spam`: RFC 6430).
 */
export const isComplaint = (feedbackType: string): boolean =>
  complaints.has(feedbackType.trim().toLowerCase())
