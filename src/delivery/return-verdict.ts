/**
 * Whether a mail that came back did so for good. A wrong "for good" silently takes a newsletter away from somebody who wants it, and
 * a wrong "for now" costs one more mail: so only what is said of the address itself, in so many words, is for good (RFC 3463). What is
 * said of our server, of the mail or of the moment is for now, whatever its first digit. Pure; takes any text, never throws.
 */

/** `none`: nothing came back, or not yet: a delay, a copy that arrived. */
export type Verdict = 'hard' | 'soft' | 'none'

/** The fields of one recipient in a delivery status (RFC 3464 section 2.3), as they were written; empty where one is missing. */
export interface RecipientStatus {
  readonly action: string
  readonly status: string
  readonly diagnostic: string
}

/**
 * No such mailbox, domain, or way to write one; moved away; takes no mail at all (RFC 7505); switched off. Not among them, though final by
 * their first digit: 5.1.4 (two people of one name), 5.1.7 and 5.1.8 (our own address), 5.2.2 (full), 5.2.3 (too large), 5.3 (their
 * server), 5.4.1 (Microsoft says it of people who are not there and of servers that are set up wrongly), 5.4.4 (a domain that lost its
 * name for a day has all its people back the next), 5.6 (what we wrote), 5.7 (what they think of us).
 */
const gone: ReadonlySet<string> = new Set(['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10', '5.2.1'])

/** Said beside the code of a dead mailbox, these mean that it lives: Gmail says 5.2.1 of one that gets too much at once. */
const passing =
  /\b(rate|too (many|much|fast)|quota|full|temporar\w*|try again|later|block(ed|list\w*)?|blacklist\w*|spam|policy|reputation|listed|greylist\w*)\b/i

/** What servers of all kinds call a mailbox that is not there; in English, since replies of SMTP are. */
const nobody =
  /\b(user unknown|unknown (user|recipient|mailbox)|no such (user|recipient|mailbox|address|person)|(user|mailbox|recipient|account|address) (does ?n[o']t exist|does not exist|not found|is unknown)|no mailbox here|not a (valid|known) (user|recipient|mailbox)|invalid recipient|unknown or illegal alias)\b/i

/** 550, 551 and 553 are about the mailbox (RFC 5321 section 4.2.3); 552 is about its size and 554 about anything. */
const refusedMailbox = /(^|[^\d.])55[013](?![\d.])/

/** Not inside an IP address or a version: no digit or dot before it, no more of either after. */
const enhanced = /(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\d|\.\d)/g

const statusesIn = (text: string): string[] => [...text.matchAll(enhanced)].map(([, code = '']) => code)

/** Addresses and links hold words of their own: `spam@example.nl` is no reason. */
const withoutNames = (text: string): string =>
  text.replace(/[^\s@]{0,64}@\S{1,255}|https?:\/\/\S{1,255}/gi, ' ')

/** `5.0.0` and `5.1.0` say only that something is final, and servers put them on everything. */
const isPrecise = (status: string): boolean => /^[245]\.[1-9]\d*\.[1-9]\d*$/.test(status)

const isNobody = (text: string): boolean =>
  refusedMailbox.test(text) && nobody.test(text) && !passing.test(text)

/** Of one recipient. A status that says nothing is looked for in what the other server said. */
export function verdictOf({ action, status, diagnostic }: RecipientStatus): Verdict {
  if (/^(delayed|delivered|relayed|expanded)\b/i.test(action.trim())) return 'none'
  const said = withoutNames(diagnostic)
  const [written = ''] = statusesIn(status)
  const code = isPrecise(written) ? written : (statusesIn(said).find(isPrecise) ?? written)
  if (code.startsWith('2')) return 'none'
  if (gone.has(code)) return passing.test(said) ? 'soft' : 'hard'
  return !isPrecise(code) && !code.startsWith('4') && isNobody(said) ? 'hard' : 'soft'
}

const grave: readonly Verdict[] = ['none', 'soft', 'hard']

/** Of all: the mildest. Our mails have one recipient, so several are copies that an address hands on to, and one that arrives is enough. */
export function verdictOfAll(recipients: readonly RecipientStatus[]): Verdict {
  const found = new Set(recipients.map(verdictOf))
  return grave.find((one) => found.has(one)) ?? 'none'
}

/** Where the mail that came back begins, as qmail, Exim, sendmail and Exchange announce it: its words are our own, not a server's. */
const copyBegins =
  /^.{0,80}(below this line is a copy|this is a copy of (the|your)|original message (follows|headers)|included (here)? ?is a copy|unsent message (below|follows)|returned message follows).*$|^-{2,} ?(the )?(original|returned) message.*$|^(return-path|received|dkim-signature):.*$/im

const delay =
  /\b(delay(ed)?|will (be retried|continue to (be )?(try|retried|tried)|keep trying|try again|retry)|not (yet )?been delivered yet|no action is required|vertraagd|wordt opnieuw geprobeerd)\b/i

/**
 * Of a notice in plain words, from before there was a standard: qmail, old Exim, gateways. For good when each final code in it is, or when one
 * sentence both refuses the mailbox and says that nobody is there.
 */
export function verdictOfWords(subject: string, text: string): Verdict {
  const own = withoutNames(text.split(copyBegins, 1)[0] ?? '')
  const final = statusesIn(own).filter((code) => code.startsWith('5'))
  const isFinal = final.length > 0 || /(^|[^\d.])5[05]\d(?![\d.])/.test(own)
  if (!isFinal && delay.test(`${subject}\n${own}`)) return 'none'
  if (passing.test(own)) return 'soft'
  const precise = final.filter(isPrecise)
  if (precise.length > 0) return precise.every((code) => gone.has(code)) ? 'hard' : 'soft'
  return own.split(/\n\s*\n/).some(isNobody) ? 'hard' : 'soft'
}
