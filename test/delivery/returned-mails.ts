/**
 * Mails as servers of all kinds send them back, in the shapes that they have in the wild and in our own words. `to` is where they come in:
 * the envelope's sender of what came back.
 */

const crlf = (lines: readonly string[]): string => lines.join('\r\n')

export interface Told {
  readonly to?: string
  readonly action?: string
  readonly status?: string
  readonly diagnostic?: string
  /** Header lines of the mail that came back. */
  readonly original?: readonly string[]
}

const reader = 'anna@lezer.example'
const sender = 'nieuws@corporatie.example'

const originalOf = (more: readonly string[] = []): string[] => [
  `From: De Linde <${sender}>`,
  `To: ${reader}`,
  'Subject: Nieuws van november',
  'Message-ID: <1@corporatie.example>',
  ...more,
]

/** Postfix: three parts, the status beside a note in plain words. */
export const postfixBounce = ({
  to = sender,
  action = 'failed',
  status = '5.1.1',
  diagnostic = `smtp; 550 5.1.1 <${reader}>: Recipient address rejected: User unknown in virtual mailbox table`,
  original = [],
}: Told = {}): string =>
  crlf([
    'Return-Path: <>',
    `Delivered-To: ${to}`,
    'Date: Mon, 23 Nov 2026 12:00:01 +0100 (CET)',
    'From: MAILER-DAEMON@mx.corporatie.example (Mail Delivery System)',
    'Subject: Undelivered Mail Returned to Sender',
    `To: ${to}`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status;',
    '\tboundary="4XabcD1x2y.1764000000/mx.corporatie.example"',
    '',
    'This is a MIME-encapsulated message.',
    '',
    '--4XabcD1x2y.1764000000/mx.corporatie.example',
    'Content-Description: Notification',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'The mail system of mx.corporatie.example could not hand over your message.',
    '',
    '--4XabcD1x2y.1764000000/mx.corporatie.example',
    'Content-Description: Delivery report',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.corporatie.example',
    'X-Postfix-Queue-ID: 4XabcD1x2y',
    `X-Postfix-Sender: rfc822; ${to}`,
    'Arrival-Date: Mon, 23 Nov 2026 12:00:00 +0100 (CET)',
    '',
    `Final-Recipient: rfc822; ${reader}`,
    `Original-Recipient: rfc822;${reader}`,
    ...(action === '' ? [] : [`Action: ${action}`]),
    ...(status === '' ? [] : [`Status: ${status}`]),
    'Remote-MTA: dns; mx.lezer.example',
    ...(diagnostic === '' ? [] : [`Diagnostic-Code: ${diagnostic.replace(': ', ':\r\n    ')}`]),
    '',
    '--4XabcD1x2y.1764000000/mx.corporatie.example',
    'Content-Description: Undelivered Message Headers',
    'Content-Type: text/rfc822-headers',
    '',
    ...originalOf(original),
    '',
    '--4XabcD1x2y.1764000000/mx.corporatie.example--',
    '',
  ])

/** Exchange Online: an HTML note in base64, the status of the directory, the whole mail again. */
export const exchangeBounce = ({
  to = sender,
  status = '5.1.10',
  diagnostic = 'smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
}: Told = {}): string =>
  crlf([
    'From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@lezer.example>',
    `To: <${to}>`,
    'Subject: Onbestelbaar: Nieuws van november',
    'MIME-Version: 1.0',
    'Content-Language: nl-NL',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="_a1b2_"',
    'Auto-Submitted: auto-replied',
    'X-MS-Exchange-Message-Is-Ndr: ',
    '',
    '--_a1b2_',
    'Content-Type: multipart/alternative; differences=Content-Type; boundary="_c3d4_"',
    '',
    '--_c3d4_',
    'Content-Type: text/plain; charset="us-ascii"',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    `Je bericht aan ${reader} kon niet worden afgeleverd=2E`,
    '',
    '--_c3d4_',
    'Content-Type: text/html; charset="utf-8"',
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from('<html><body><p>Je bericht kon niet worden afgeleverd.</p></body></html>').toString('base64'),
    '',
    '--_c3d4_--',
    '',
    '--_a1b2_',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns;AM0PR01.eurprd01.prod.lezer.example',
    'Received-From-MTA: dns;mx.corporatie.example',
    'Arrival-Date: Mon, 23 Nov 2026 11:00:00 +0000',
    '',
    `Final-Recipient: rfc822;${reader}`,
    'Action: failed',
    `Status: ${status}`,
    `Diagnostic-Code: ${diagnostic}`,
    '',
    '--_a1b2_',
    'Content-Type: message/rfc822',
    '',
    ...originalOf(),
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'In 2026 werden 550 woningen geverfd; mailbox unavailable is ons motto.',
    '',
    '--_a1b2_--',
    '',
  ])

/** Gmail: a note with pictures, the reply spread over lines. */
export const gmailBounce = ({
  to = sender,
  status = '5.1.1',
  diagnostic = 'smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try 550-5.1.1 double-checking. 550 5.1.1 For more, go to https://support.example/?p=NoSuchUser a1-2b3 - gsmtp',
}: Told = {}): string =>
  crlf([
    `Delivered-To: ${to}`,
    'Return-Path: <>',
    'From: Mail Delivery Subsystem <mailer-daemon@googlemail.example>',
    `To: ${to}`,
    'Auto-Submitted: auto-replied',
    'Subject: Delivery Status Notification (Failure)',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; boundary="00000000000012ab"; report-type=delivery-status',
    `X-Failed-Recipients: ${reader}`,
    '',
    '--00000000000012ab',
    'Content-Type: multipart/related; boundary="00000000000034cd"',
    '',
    '--00000000000034cd',
    'Content-Type: text/html; charset="UTF-8"',
    '',
    '<p>Het adres is niet gevonden.</p><img src="cid:icon.png">',
    '--00000000000034cd',
    'Content-Type: image/png; name="icon.png"',
    'Content-ID: <icon.png>',
    'Content-Transfer-Encoding: base64',
    '',
    'iVBORw0KGgo=',
    '--00000000000034cd--',
    '--00000000000012ab',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; googlemail.example',
    'Arrival-Date: Mon, 23 Nov 2026 03:00:00 -0800 (PST)',
    'X-Original-Message-ID: <1@corporatie.example>',
    '',
    `Final-Recipient: rfc822; ${reader}`,
    'Action: failed',
    `Status: ${status}`,
    `Diagnostic-Code: ${diagnostic.replaceAll('. ', '.\r\n ')}`,
    'Last-Attempt-Date: Mon, 23 Nov 2026 03:00:01 -0800 (PST)',
    '',
    '--00000000000012ab',
    'Content-Type: message/rfc822',
    '',
    ...originalOf(),
    '',
    'Dag Anna',
    '--00000000000012ab--',
    '',
  ])

/** Exim of before it wrote reports: one part in plain words, and the mail below it. */
export const eximBounce = ({ to = sender, diagnostic = '550 5.1.1 No such user here' }: Told = {}): string =>
  crlf([
    'Return-path: <>',
    `Envelope-to: ${to}`,
    `X-Failed-Recipients: ${reader}`,
    'Auto-Submitted: auto-replied',
    'From: Mail Delivery System <Mailer-Daemon@mx.corporatie.example>',
    `To: ${to}`,
    'Subject: Mail delivery failed: returning message to sender',
    '',
    'This message was created automatically by mail delivery software.',
    '',
    'A message that you sent could not be delivered. The following address(es) failed:',
    '',
    `  ${reader}`,
    '    host mx.lezer.example [192.0.2.5]',
    `    SMTP error from remote mail server after RCPT TO:<${reader}>:`,
    `    ${diagnostic}`,
    '',
    '------ This is a copy of the message, including all the headers. ------',
    '',
    ...originalOf(),
    '',
    '550 5.1.1 is hoe een server nee zegt, schreven wij in deze nieuwsbrief.',
  ])

export const qmailBounce = ({
  to = sender,
  diagnostic = 'Sorry, no mailbox here by that name. (#5.1.1)',
}: Told = {}): string =>
  crlf([
    'Return-Path: <>',
    `Delivered-To: ${to}`,
    'From: MAILER-DAEMON@qmail.lezer.example',
    `To: ${to}`,
    'Subject: failure notice',
    '',
    'Hi. This is the mail program at qmail.lezer.example.',
    'I could not deliver your message to the following addresses.',
    '',
    `<${reader}>:`,
    diagnostic,
    '',
    '--- Below this line is a copy of the message.',
    '',
    `Return-Path: <${to}>`,
    ...originalOf(),
    '',
    'Dag Anna',
  ])

/** A server that goes on trying: nothing came back yet. */
export const delayNotice = ({ to = sender }: Told = {}): string =>
  crlf([
    `To: ${to}`,
    'From: Mail Delivery System <Mailer-Daemon@mx.corporatie.example>',
    'Subject: Warning: message 1a-2b delayed 24 hours',
    'Auto-Submitted: auto-replied',
    '',
    'A message that you sent has not yet been delivered to some of its recipients after 24 hours.',
    'No action is required on your part. Delivery attempts will continue for some time.',
  ])

/** A provider's feedback loop: the token stands in the mail that it brings along. */
export const complaintReport = ({
  to = sender,
  type = 'abuse',
  from,
  original = [],
}: Told & { readonly type?: string; readonly from?: string } = {}): string =>
  crlf([
    'From: <feedbackloop@provider.example>',
    `To: <${to}>`,
    'Subject: Email Feedback Report',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=feedback-report; boundary="part1"',
    '',
    '--part1',
    'Content-Type: text/plain; charset="US-ASCII"',
    '',
    'A reader reported this mail.',
    '',
    '--part1',
    'Content-Type: message/feedback-report',
    '',
    `Feedback-Type: ${type}`,
    'User-Agent: SomeLoop/1.0',
    'Version: 1',
    ...(from === undefined ? [] : [`Original-Mail-From: <${from}>`]),
    `Original-Rcpt-To: <redacted@provider.example>`,
    'Reported-Domain: corporatie.example',
    '',
    '--part1',
    'Content-Type: message/rfc822',
    'Content-Disposition: inline',
    '',
    ...originalOf(original),
    '',
    'Dag Anna',
    '--part1--',
    '',
  ])

export const holidayReply = ({ to = sender }: Told = {}): string =>
  crlf([
    'Return-Path: <>',
    `From: Anna <${reader}>`,
    `To: ${to}`,
    'Subject: Automatisch antwoord: Nieuws van november',
    'Auto-Submitted: auto-replied',
    '',
    'Ik ben er niet. Mijn oude adres gaf 550 5.1.1 user unknown.',
  ])

export const ownWords = ({ to = sender }: Told = {}): string =>
  crlf([
    `From: Anna <${reader}>`,
    `To: ${to}`,
    'Subject: Re: Nieuws van november',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Wat een leuke nieuwsbrief!',
  ])

/** RFC 2369: what a mail program sends by itself when somebody presses unsubscribe. */
export const unsubscribeMail = ({ to = sender }: Told = {}): string =>
  crlf([`From: <${reader}>`, `To: <${to}>`, 'Subject: unsubscribe', '', ''])
