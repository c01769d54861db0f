/**
 * The register of what is stored: every column of every table, either personal, with purpose, basis, period and the room
 * that answers for it, or not, with the reason. Words only, no imports: the rooms map themselves to their names.
 *
 * A column that stands here and not in the database, or there and not here, fails a test. The tables "what we
 * store" in the README and in docs/privacy.md are made of it. Truncated addresses and day-keyed pseudonyms count as personal:
 * a pseudonym is no anonymity for whoever holds the key (rights-security A8).
 */

/** The room that exports, forgets and sweeps a column. */
export type Owner =
  | 'site'
  | 'visitor'
  | 'consent'
  | 'ingest'
  | 'stats'
  | 'account'
  | 'mail'
  | 'report'
  | 'subscriber'
  | 'newsletter'
  | 'delivery'
  | 'audit'
  | 'processor'
  | 'hold'
  | 'rights'
  | 'retention'
  | 'register'
  | 'breach'

/** What a personal column is for. A new one needs a place in the register of article 30 (`register/activity.ts`). */
export type Purpose =
  | 'to tell visitors who is responsible and whom to ask'
  | 'to know which key to revoke'
  | 'to count each event once, also when it is sent again'
  | 'to tell visits of one day apart'
  | 'to recognise and undo floods of false events'
  | 'to see which pages and links are used'
  | 'to see that a visitor came before, with their consent alone'
  | 'to see which devices and languages the site has to serve'
  | 'to see where visits come from'
  | 'to explain the figures of a day'
  | 'to show who changed what'
  | 'to prove who was asked what, and to keep to the answer'
  | 'to let staff in, and nobody else'
  | 'to send the mails that staff ask for or signed up to'
  | 'to mail the figures to staff who asked for them'
  | 'to send the newsletters that somebody asked for, and no others'
  | 'to prove what somebody agreed to'
  | 'to see what is opened and clicked, with the consent of each reader alone'
  | 'to keep robots from mailing strangers through the form'
  | 'to keep the promise never to mail it again'
  | 'to answer what somebody asks about their data, in time, and to show that it was done'
  | 'to keep the form for requests usable'
  | 'to tell recipients what somebody asks about their data'
  | 'to record each breach, and to tell the authority in time'

/** GDPR article 6(1). Counting without consent rests on (f); it is exempt under article 11.7a(3)(b) of the Telecommunicatiewet. */
export type Basis = 'legitimate-interest' | 'consent' | 'legal-duty'

export type Period =
  | 'events-90-days'
  | 'visits-13-months'
  | 'totals-25-months'
  | 'day-keys-48-hours'
  | 'until-rolled-up'
  | 'until-revoked'
  | 'life-of-the-account'
  | 'sessions-12-hours'
  | 'verifications-a-quarter'
  | 'invitations-14-days'
  | 'acts-2-years'
  | 'mail-14-days'
  | 'until-unsubscribed'
  | 'until-sealed'
  | 'receipts-24-months'
  | 'consents-13-months'
  | 'subscriptions-30-days'
  | 'confirmations-3-days'
  | 'imports-3-days'
  | 'tries-1-hour'
  | 'suppressed-for-good'
  | 'deliveries-13-months'
  | 'requests-2-years'
  | 'links-7-days'
  | 'references-2-years'
  | 'journal-13-months'
  | 'until-lifted'
  | 'breaches-5-years'
  | 'sweeps-13-months'
  | 'life-of-the-site'
  | 'life-of-the-installation'

/** Where a column comes from (art. 14(2)(f), 15(1)(g)). */
export type Source =
  /** What a browser sends, or what is worked out of it. */
  | 'browser'
  /** Whoever it is about filled it in. */
  | 'form'
  /** As `form`, or else staff or an imported list say it for them. */
  | 'sign-up'
  | 'import'
  | 'staff'
  /** What a mail server answered or sent back. */
  | 'mail-server'
  /** The identity provider of the organisation. */
  | 'identity-provider'
  /** Somebody who works on the request, or who was told of it. */
  | 'processor'
  | 'operator'
  /** Numbers, hashes and times that this program makes. */
  | 'made-here'

/** Who gets a column besides the site and its staff (art. 15(1)(c), 30(1)(d)). None: nobody. */
export type Recipient =
  /** The server that takes the mails, and those that bring them. */
  | 'submission-server'
  /** Processors of the site that a request concerns. */
  | 'processors'
  /** The data protection authority. */
  | 'authority'
  /** Anybody who looks at a page of the site. */
  | 'public'

/** Whose data it is. */
export type Subject =
  /** Known by a pseudonym for a day, and not found again after it. */
  | 'visitor'
  /** A device that answered a question, known by its receipt. */
  | 'device'
  | 'reader'
  | 'staff'
  /** Whoever asks something about their data. */
  | 'asker'
  /** Whoever staff name in a text of their own. */
  | 'named'
  | 'nobody'

/** Why a column is not personal. */
export type NotPersonal =
  /** Says which site, and a site is an organisation. */
  | 'tenant'
  /** Set by the operator about a site or an installation. */
  | 'setting'
  /** Numbers about many, in which nobody is found; small groups are folded when shown. */
  | 'total'
  /** Serves the machinery: batches, marks, leases, versions. */
  | 'machinery'

export interface Origin {
  readonly source: Source
  readonly recipients: readonly Recipient[]
  readonly subject: Subject
  /** It may hold data about somebody else than its subject: a name in an address, in a note. Masked in what a subject gets. */
  readonly thirdParty: boolean
}

export type ColumnEntry = Origin & Entry
type Entry =
  | {
      readonly table: string
      readonly column: string
      readonly what: string
      readonly personal: true
      readonly purpose: Purpose
      readonly basis: Basis
      readonly period: Period
      readonly owner: Owner
    }
  | {
      readonly table: string
      readonly column: string
      readonly what: string
      readonly personal: false
      readonly because: NotPersonal
      readonly period: Period
      readonly owner: Owner | 'db'
    }

/** Where no origin is said: made here about whoever staff name, for nobody else. */
interface Personal extends Partial<Origin> {
  readonly what: string
  readonly purpose: Purpose
  readonly basis: Basis
}
interface Impersonal {
  readonly what: string
  readonly because: NotPersonal
}
type Columns = Readonly<Record<string, Personal | Impersonal>>

const counting = (what: string, purpose: Purpose): Personal => ({
  what,
  purpose,
  basis: 'legitimate-interest',
  source: 'browser',
  subject: 'visitor',
})
const working = (what: string): Personal => ({
  what,
  purpose: 'to let staff in, and nobody else',
  basis: 'legitimate-interest',
  subject: 'staff',
})
const watching = (what: string): Personal => ({
  what,
  purpose: 'to show who changed what',
  basis: 'legitimate-interest',
  subject: 'staff',
})
const reporting = (what: string): Personal => ({
  what,
  purpose: 'to mail the figures to staff who asked for them',
  basis: 'legitimate-interest',
  source: 'staff',
  subject: 'staff',
})
const proving = (what: string): Personal => ({
  what,
  purpose: 'to prove who was asked what, and to keep to the answer',
  basis: 'legal-duty',
  source: 'browser',
  subject: 'device',
})
const consented = (what: string): Personal => ({
  what,
  purpose: 'to see that a visitor came before, with their consent alone',
  basis: 'consent',
  subject: 'device',
})
const mailing = (what: string, purpose: Purpose): Personal => ({
  what,
  purpose,
  basis: 'consent',
  source: 'sign-up',
  subject: 'reader',
})
/** The same column as somebody else has it. */
const given = (personal: Personal, origin: Partial<Origin>): Personal => ({ ...personal, ...origin })
const ofReader: Partial<Origin> = { source: 'sign-up', subject: 'reader' }
const byMail: Partial<Origin> = { recipients: ['submission-server'] }
const toldOn: Partial<Origin> = { recipients: ['submission-server', 'processors'] }
/** Written by anybody: a page's author, whoever made a link, staff. */
const mayNameOthers: Partial<Origin> = { thirdParty: true }
const toSend = 'to send the newsletters that somebody asked for, and no others'
const toProve = 'to prove what somebody agreed to'
const toMeasure = 'to see what is opened and clicked, with the consent of each reader alone'
/** What the desk keeps so that a request is answered in time, and to show that it was (art. 5(2), 12). */
const answering = (what: string): Personal => ({
  what,
  purpose: 'to answer what somebody asks about their data, in time, and to show that it was done',
  basis: 'legal-duty',
  subject: 'asker',
})
/** Of breaches, whose people are named, if at all, in the account of what happened (art. 33(5)). */
const recording = (what: string): Personal => ({
  what,
  purpose: 'to record each breach, and to tell the authority in time',
  basis: 'legal-duty',
  source: 'staff',
  subject: 'named',
})
const tenant: Impersonal = { what: 'the site', because: 'tenant' }
const setting = (what: string): Impersonal => ({ what, because: 'setting' })
const total = (what: string): Impersonal => ({ what, because: 'total' })
const machinery = (what: string): Impersonal => ({ what, because: 'machinery' })

const table = (name: string, owner: Owner, period: Period, columns: Columns): ColumnEntry[] =>
  Object.entries(columns).map(([column, words]) =>
    'because' in words
      ? { table: name, column, ...ofNobody(words.because), ...words, personal: false, period, owner }
      : { table: name, column, ...ofSomebody, ...words, personal: true, period, owner },
  )

const ofSomebody: Origin = { source: 'made-here', recipients: [], subject: 'named', thirdParty: false }
const saidBy: Readonly<Record<NotPersonal, Source>> = {
  tenant: 'operator',
  setting: 'staff',
  total: 'made-here',
  machinery: 'made-here',
}
const ofNobody = (because: NotPersonal): Origin => ({
  ...ofSomebody,
  source: saidBy[because],
  subject: 'nobody',
})

/** A table of the machinery, which no room of the domain owns. */
const ofMachinery = (name: string, columns: Readonly<Record<string, string>>): ColumnEntry[] =>
  Object.entries(columns).map(([column, what]) => ({
    table: name,
    column,
    what,
    ...ofNobody('machinery'),
    personal: false,
    because: 'machinery',
    period: 'life-of-the-installation',
    owner: 'db',
  }))

const tellVisitsApart = 'to tell visits of one day apart'
const whatIsRead = 'to see which pages and links are used'
const whereFrom = 'to see where visits come from'
const whatFits = 'to see which devices and languages the site has to serve'
const onceOnly = 'to count each event once, also when it is sent again'

/** What of a visitor's device and origin both events and visits carry. */
const circumstances: Columns = {
  device: counting('kind of device: desktop, mobile or tablet', whatFits),
  browser: counting('browser and its major version', whatFits),
  os: counting('operating system', whatFits),
  language: counting('first language of the browser', whatFits),
  country: counting("country, where the platform's own look-up gives one", whatFits),
  channel: counting('search, social, newsletter, …', whereFrom),
  source: given(counting('network or campaign that the visit came from', whereFrom), mayNameOthers),
  referrer: given(counting('host or app that linked here; never its path', whereFrom), mayNameOthers),
  utm_source: given(counting("the link's utm_source", whereFrom), mayNameOthers),
  utm_medium: given(counting("the link's utm_medium", whereFrom), mayNameOthers),
  utm_campaign: given(counting("the link's utm_campaign", whereFrom), mayNameOthers),
}

export const register: readonly ColumnEntry[] = [
  ...table('site', 'site', 'life-of-the-site', {
    site_id: tenant,
    domain: setting('domain of the site'),
    hostnames: setting('hosts that its pages live on'),
    timezone: setting('time zone of its days'),
    settings: {
      what: 'how the site is counted, for how long, how its public pages look; who is responsible, and the privacy officer by name and address of work',
      purpose: 'to tell visitors who is responsible and whom to ask',
      basis: 'legal-duty',
      source: 'staff',
      recipients: ['public'],
    },
    created_at: setting('when the site was made'),
    asked_since: setting('from when on answers to its question hold'),
  }),
  ...table('api_key', 'site', 'until-revoked', {
    key_id: setting('number of the key'),
    hash: setting('SHA-256 of the key; the key itself is not kept'),
    label: {
      what: "the operator's name for the key; may name a member of staff",
      purpose: 'to know which key to revoke',
      basis: 'legitimate-interest',
      source: 'staff',
      thirdParty: true,
    },
    scope: setting('what the key may do'),
    site_id: tenant,
    created_at: setting('when the key was made'),
    expires_at: setting('when it ends'),
    revoked_at: setting('when it was revoked'),
  }),
  ...table('event', 'ingest', 'events-90-days', {
    site_id: tenant,
    id: counting('random number of the event, with its time', onceOnly),
    occurred_at: counting('when it happened', tellVisitsApart),
    visitor: given(counting("the day's pseudonym: unrelated on another day or site", tellVisitsApart), {
      source: 'made-here',
    }),
    network: counting(
      'network of the address: /24 of IPv4, /32 of IPv6',
      'to recognise and undo floods of false events',
    ),
    name: given(counting('kind of event: page view, reading time, click, …', whatIsRead), mayNameOthers),
    path: given(
      counting('path of the page, personal parts masked; never the query', whatIsRead),
      mayNameOthers,
    ),
    target: given(
      counting('host and path of an outbound link, path of a download; personal parts masked', whatIsRead),
      mayNameOthers,
    ),
    outward: counting('social network that a link led to, kind of link, place on the page', whatIsRead),
    props: given(
      counting('properties that the page gave to a custom event; mail addresses masked', whatIsRead),
      mayNameOthers,
    ),
    engaged_ms: counting('milliseconds that the page was visible and in focus', whatIsRead),
    scroll: counting('percent of the page that was seen', whatIsRead),
    passive: machinery('whether the event is no interaction'),
    clock_clamped: machinery("whether the device's clock could not be believed"),
    insight: consented('number of the device, where it agreed'),
    ...circumstances,
  }),
  ...table('ingest_batch', 'ingest', 'until-rolled-up', {
    site_id: tenant,
    batch: machinery('number of the commit'),
    events: total('how many events it stored'),
    received_at: machinery('when they were received'),
    event_ids: counting('which events wait to become visits', onceOnly),
    event_times: counting('when they happened', onceOnly),
  }),
  ...table('visit', 'stats', 'visits-13-months', {
    site_id: tenant,
    visitor: given(counting("the day's pseudonym", tellVisitsApart), { source: 'made-here' }),
    day: counting('local day', tellVisitsApart),
    started_at: counting('time of the first event', tellVisitsApart),
    ended_at: counting('time of the last event', tellVisitsApart),
    opened_at: counting('time of the event that source and device were taken from', whereFrom),
    engaged_ms: counting('reading time', whatIsRead),
    views: counting('page views', whatIsRead),
    events: counting('custom events', whatIsRead),
    interactions: counting('custom events that were interactions', whatIsRead),
    social: counting('social network that the visit came from', whereFrom),
    insight: consented('number of the device, where it agreed'),
    ...circumstances,
  }),
  ...table('visit_trail', 'stats', 'visits-13-months', {
    site_id: tenant,
    visitor: given(counting("the day's pseudonym", tellVisitsApart), { source: 'made-here' }),
    day: counting('local day', tellVisitsApart),
    started_at: counting('time of the first event', tellVisitsApart),
    entry: given(counting('path of the first page', whatIsRead), mayNameOthers),
    exit: given(counting('path of the last page', whatIsRead), mayNameOthers),
    trail: given(
      counting('pages, events, links and downloads in order, at most 500', whatIsRead),
      mayNameOthers,
    ),
    trail_at: counting('when each of them was, since local midnight', whatIsRead),
  }),
  ...table('day_hour', 'stats', 'totals-25-months', {
    site_id: tenant,
    day: total('local day'),
    hour: total('hour since local midnight'),
    views: total('page views'),
    events: total('custom events'),
    visitors: total('visitors'),
    visits: total('visits'),
  }),
  ...table('site_day', 'stats', 'totals-25-months', {
    site_id: tenant,
    day: total('local day'),
    marks: machinery('how often something changed the day'),
    computed_marks: machinery('up to which change its figures hold'),
    computed_at: machinery('when its figures were computed'),
    computed_ms: machinery('how long that took'),
    visitors: total('visitors'),
    visits: total('visits'),
    views: total('page views'),
    events: total('custom events'),
    bounces: total('visits of one page without an interaction'),
    engaged_ms: total('reading time'),
    keys_lost: machinery('whether a crash lost the key of the day, so that people may count twice'),
    purged: machinery('whether its events or visits were swept, so that its figures stay as they are'),
  }),
  ...table('day_value', 'stats', 'totals-25-months', {
    site_id: tenant,
    day: total('local day'),
    dimension: total('page, source, browser, …, or which goal or funnel'),
    value: total('which page, source, browser, …, or which step'),
    visitors: total('visitors'),
    visits: total('visits'),
    views: total('page views'),
  }),
  ...table('day_key', 'visitor', 'day-keys-48-hours', {
    site_id: tenant,
    day: machinery('local day'),
    key: given(counting("random secret behind the day's pseudonyms; in no backup", tellVisitsApart), {
      source: 'made-here',
    }),
    made_at: machinery('when the key was made, for its age'),
  }),
  ...table('annotation', 'stats', 'life-of-the-site', {
    site_id: tenant,
    annotation_id: setting('number of the note'),
    day: setting('day it is about'),
    note: {
      what: 'what happened that day, in the words of staff; may name a person, which the page asks not to do',
      purpose: 'to explain the figures of a day',
      basis: 'legitimate-interest',
      source: 'staff',
      thirdParty: true,
    },
    made_at: setting('when it was written'),
  }),
  ...table('served_day', 'stats', 'totals-25-months', {
    site_id: tenant,
    day: total('local day'),
    requests: total("pages that the site's own server gave out"),
  }),
  ...table('goal', 'stats', 'life-of-the-site', {
    site_id: tenant,
    goal_id: setting('number of the goal'),
    made_at: setting('when it was made'),
    filled_on: machinery('the oldest day that was computed for it'),
    name: setting('what staff call it'),
    kind: setting('page, event, link or download'),
    pattern: setting('which of them count, with wildcards'),
  }),
  ...table('funnel', 'stats', 'life-of-the-site', {
    site_id: tenant,
    funnel_id: setting('number of the funnel'),
    made_at: setting('when it was made'),
    filled_on: machinery('the oldest day that was computed for it'),
    name: setting('what staff call it'),
    steps: setting('its steps in order, each like a goal'),
  }),
  ...table('consent_draft', 'consent', 'life-of-the-site', {
    site_id: tenant,
    document: setting('what editors are writing: purposes, texts, colours'),
    changed_at: setting('when it was changed'),
  }),
  ...table('statement_version', 'consent', 'life-of-the-site', {
    site_id: tenant,
    statement_id: setting('SHA-256 of its text'),
    body: setting("the site's own privacy statement, by language"),
    published_on: setting('the date on it'),
    material: setting('how often it changed in substance'),
    made_at: setting('when it was written down'),
  }),
  ...table('notice', 'consent', 'life-of-the-site', {
    site_id: tenant,
    notice_id: setting('SHA-256 of its text'),
    body: setting('everything that was shown when visitors were asked'),
    made_at: setting('when it was made'),
  }),
  ...table('notice_publication', 'consent', 'life-of-the-site', {
    site_id: tenant,
    nth: setting('how many there were before it'),
    published_at: setting('from when it was shown'),
    notice_id: setting('which notice; none: nothing was asked any more'),
    asked_since: setting('from when on answers to it hold'),
    published_by: watching('number of the member of staff'),
  }),
  ...table('consent_receipt', 'consent', 'receipts-24-months', {
    site_id: tenant,
    receipt_id: proving('number of the answer: 128 random bits, known to the device alone'),
    previous_id: proving('number of the answer before it on the same device'),
    recorded_at: proving('when it was given'),
    valid_until: proving('until when it holds'),
    body: proving('what was answered to which notice; no address, no user agent, no page'),
  }),
  ...table('consent_unsealed', 'consent', 'until-sealed', {
    site_id: tenant,
    receipt_id: proving('number of an answer that waits for the chain'),
    recorded_at: proving('when it was given'),
    valid_until: proving('until when it holds'),
    hash: proving('SHA-256 of the answer'),
  }),
  ...table('consent_chain', 'consent', 'life-of-the-site', {
    site_id: tenant,
    seq: machinery('place in the chain'),
    receipt_id: machinery('number of an answer; after its erasure that of nothing'),
    recorded_at: machinery('when it was given'),
    valid_until: machinery('until when it held'),
    hash: machinery('SHA-256 of the answer, which can not be guessed from it'),
    chain_hash: machinery('SHA-256 of this link and of the one before it'),
    sealed_at: machinery('when it was taken up'),
  }),
  ...table('consent_head', 'consent', 'life-of-the-site', {
    site_id: tenant,
    day: machinery('local day'),
    seq: machinery('where the chain ended then'),
    chain_hash: machinery('its last hash'),
    signature: machinery("HMAC of both with the installation's secret"),
    signed_at: machinery('when it was signed'),
  }),
  ...table('consent_given', 'consent', 'consents-13-months', {
    site_id: tenant,
    receipt_id: { ...proving('number of an answer that said yes to something'), basis: 'consent' },
    valid_until: { ...proving('until when it holds'), basis: 'consent' },
    ended_at: { ...proving('when it was taken back, or replaced'), basis: 'consent' },
    insight: consented('number of the device: 64 random bits, which it does not know itself'),
    insight_until: consented(
      'when the device gets another one: 13 months after it got this, never prolonged',
    ),
    journaled_at: machinery('when the journal was told that it ended'),
  }),
  ...table('consent_count', 'consent', 'totals-25-months', {
    site_id: tenant,
    day: total('local day'),
    notice_id: total('which notice'),
    language: total('in which language'),
    outcome: total('shown, accepted, refused, custom, withdrawn'),
    times: total('how often; never by whom'),
  }),
  ...table('drop_count', 'ingest', 'totals-25-months', {
    site_id: tenant,
    day: total('local day'),
    reason: total('why beacons were dropped'),
    beacons: total('how many; never which'),
  }),
  ...table('staff', 'account', 'life-of-the-account', {
    staff_id: working('number of the member of staff'),
    email_index: working('keyed hash of the e-mail address, by which it is found'),
    email: given(working('e-mail address, sealed'), { source: 'staff', ...byMail }),
    name: given(working('name, sealed'), { source: 'staff' }),
    language: given(working('language of pages and mails'), { source: 'staff' }),
    two_factor_enabled: working('whether an authenticator app is asked for'),
    granted_by_provider: given(working('roles that groups at the identity provider give'), {
      source: 'identity-provider',
    }),
    created_at: working('when the account was made'),
    updated_at: working('when it was changed'),
  }),
  ...table('staff_role', 'account', 'life-of-the-account', {
    staff_id: working('who'),
    site_id: tenant,
    role: given(working('what they may do there'), { source: 'staff' }),
    granted_at: working('when it was given'),
    granted_by: working('who gave it'),
  }),
  ...table('staff_credential', 'account', 'life-of-the-account', {
    credential_id: machinery('number'),
    staff_id: working('whose'),
    provider_id: working('password, or identity provider'),
    account_id: given(working('what the provider calls them'), { source: 'identity-provider' }),
    password: given(working('scrypt hash of the password'), { source: 'form' }),
    created_at: working('when it was made'),
    updated_at: working('when it was changed'),
  }),
  ...table('staff_factor', 'account', 'life-of-the-account', {
    factor_id: machinery('number'),
    staff_id: working('whose'),
    secret: working('secret of the authenticator app, encrypted'),
    backup_codes: working('recovery codes, encrypted'),
    verified: working('whether the app was confirmed'),
    failed_verification_count: working('wrong codes in a row'),
    locked_until: working('no codes are taken until then'),
  }),
  ...table('staff_passkey', 'account', 'life-of-the-account', {
    passkey_id: machinery('number'),
    staff_id: working('whose'),
    name: given(working('what they call it'), { source: 'form' }),
    public_key: working('public key of the device'),
    credential_id: working('what the device calls it'),
    counter: working('how often it was used, against copies'),
    device_type: working('on one device, or on several'),
    backed_up: working('whether it is kept elsewhere too'),
    transports: working('how the device is reached'),
    aaguid: working('make of the device'),
    created_at: working('when it was added'),
  }),
  ...table('staff_session', 'account', 'sessions-12-hours', {
    session_id: machinery('number'),
    staff_id: working('who is signed in'),
    token_hash: working("SHA-256 of the session's token; the token itself is not kept"),
    created_at: working('when it began'),
    updated_at: working('when it was last lengthened'),
    expires_at: working('when it ends'),
  }),
  ...table('staff_verification', 'account', 'verifications-a-quarter', {
    verification_id: machinery('number'),
    identifier: working('keyed hash of what is waited for: a reset, a challenge, a way back'),
    value: working('whose it is and what must come back, sealed'),
    expires_at: working('when it ends'),
    created_at: working('when it began'),
    updated_at: working('when it was changed'),
  }),
  ...table('staff_invitation', 'account', 'invitations-14-days', {
    invitation_id: machinery('number'),
    token_hash: working('SHA-256 of the token in the mailed link'),
    email: given(working('e-mail address, sealed; taken away when it is accepted'), {
      source: 'staff',
      ...byMail,
    }),
    email_index: working('keyed hash of the address, so that a second invitation replaces the first'),
    site_id: tenant,
    role: working('what it gives'),
    invited_by: working('who invited'),
    created_at: working('when it was made'),
    expires_at: working('when it ends'),
    accepted_at: working('when it was used'),
  }),
  ...table('staff_attempt', 'account', 'verifications-a-quarter', {
    subject: working('keyed hash of the account that somebody tried to get into'),
    tries: working('how often in this quarter of an hour'),
    began_at: working('when the first was'),
  }),
  ...table('staff_act', 'account', 'acts-2-years', {
    act_id: machinery('number'),
    at: watching('when it was done'),
    site_id: tenant,
    actor_kind: watching('staff, key, command line or the service'),
    actor_id: watching('number of who did it'),
    kind: watching('what was done'),
    object: watching('number or name of what it was done to'),
  }),
  ...table('mail', 'mail', 'mail-14-days', {
    mail_id: machinery('number of the mail, also in its Message-ID'),
    sealed: {
      what: 'whom it goes to and what it says, sealed; taken away once it is sent or given up',
      purpose: 'to send the mails that staff ask for or signed up to',
      basis: 'legitimate-interest',
      recipients: ['submission-server'],
      thirdParty: true,
    },
    queued_at: machinery('when it was posted'),
    next_try_at: machinery('when it is tried next'),
    tries: machinery('how often it was tried'),
    lease_holder: machinery('random name of the process that sends it'),
    lease_until: machinery('when another may take it'),
    sent_at: machinery('when the submission server took it'),
    failed_at: machinery('when it was given up'),
    last_code: machinery('what the server said last: three digits or the name of an error'),
  }),
  ...table('report_subscription', 'report', 'until-unsubscribed', {
    site_id: tenant,
    staff_id: reporting('who gets the report'),
    period: reporting('every week, or every month'),
    subscribed_at: reporting('since when'),
    last_sent_for: reporting('up to which week or month they have had it'),
  }),
  ...table('newsletter_settings', 'subscriber', 'life-of-the-site', {
    site_id: tenant,
    document: setting('who newsletters are from, how far may be measured, how fast may be sent'),
    changed_at: setting('when it was changed'),
  }),
  ...table('newsletter_list', 'subscriber', 'life-of-the-site', {
    site_id: tenant,
    list_id: setting('number of the list'),
    name: setting('what it is called'),
    description: setting('what subscribers get'),
    is_open: setting('whether anybody can subscribe with the form'),
    made_at: setting('when it was made'),
    closed_at: setting('since when nobody can subscribe to it or be mailed'),
  }),
  ...table('subscription_text', 'subscriber', 'life-of-the-site', {
    site_id: tenant,
    text_id: setting('SHA-256 of the text'),
    language: setting('its language'),
    body: setting('what was shown to whoever subscribed'),
    made_at: setting('when it was first shown'),
  }),
  ...table('subscriber', 'subscriber', 'subscriptions-30-days', {
    site_id: tenant,
    subscriber_id: given(
      mailing('number of the subscriber: 63 random bits, in no link but encrypted', toSend),
      { source: 'made-here' },
    ),
    email_index: given(mailing('keyed hash of the e-mail address, by which it is found', toSend), {
      source: 'made-here',
    }),
    email: given(mailing('e-mail address, sealed', toSend), toldOn),
    name: given(mailing('name, sealed, where one was given', toSend), byMail),
    language: mailing('language of pages and mails', toSend),
    made_at: mailing('since when', toSend),
    receive_receipt: mailing('which receipt shows that mail was asked for', toProve),
    measure_answer: mailing('whether opens and clicks may be measured; nothing: never asked', toMeasure),
    measure_receipt: mailing('which receipt shows that answer', toProve),
    measure_asked_at: mailing(
      'when it was asked last, so that it is not asked again within six months',
      toMeasure,
    ),
    soft_bounces: given(mailing('how often in a row a mail came back for now', toSend), {
      source: 'mail-server',
    }),
    bounced_at: given(mailing('when one came back last', toSend), { source: 'mail-server' }),
  }),
  ...table('subscription', 'subscriber', 'subscriptions-30-days', {
    site_id: tenant,
    subscriber_id: mailing('who', toSend),
    list_id: mailing('which list', toSend),
    began_at: mailing('since when', toSend),
    receipt_id: mailing('which receipt shows it', toProve),
    ended_at: mailing('when it ended', toSend),
    ended_by: mailing('by the page, one click, a mail, staff, a bounce or a complaint', toSend),
  }),
  ...table('subscriber_receipt', 'subscriber', 'subscriptions-30-days', {
    site_id: tenant,
    receipt_id: given(proving('number of the answer'), ofReader),
    subscriber_id: given(proving('whose'), ofReader),
    purpose: given(proving('to receive, or to be measured'), ofReader),
    answer: given(proving('yes, no, or taken back'), ofReader),
    text_id: given(proving('which text was shown'), ofReader),
    channel: given(proving('form, page, mail, staff, import, …'), ofReader),
    lists: given(proving('which lists'), ofReader),
    evidence: given(proving('what an import brought as proof, sealed'), {
      source: 'import',
      subject: 'reader',
      thirdParty: true,
    }),
    recorded_at: given(proving('when'), ofReader),
    journaled_at: machinery('when the journal was told that it was taken back'),
  }),
  ...table('confirmation', 'subscriber', 'confirmations-3-days', {
    site_id: tenant,
    confirmation_id: mailing('number in the link of the mail', toSend),
    kind: mailing('what is to be confirmed', toSend),
    email_index: mailing('keyed hash of the address, so that nobody is mailed without end', toSend),
    subscriber_id: mailing('whose, where it is about a subscriber', toSend),
    sealed: given(mailing('address, name and wishes, sealed; taken away once used', toSend), byMail),
    asked_at: mailing('when it was asked for', toSend),
    mailed_at: mailing('when the mail was posted', toSend),
    used_at: mailing('when it was confirmed', toSend),
  }),
  ...table('reader_import', 'subscriber', 'imports-3-days', {
    site_id: tenant,
    import_id: machinery('number of the import'),
    state: machinery('being read, checked, confirmed, taken, undone'),
    lists: setting('which lists'),
    column_names: given(
      mailing('names of the columns of the file, sealed: some files have a person there', toSend),
      { source: 'import', thirdParty: true },
    ),
    width: machinery('how many columns the file has'),
    column_map: setting('which column says what'),
    row_count: total('how many rows'),
    last_row: machinery('number of the last one'),
    cursor_row: machinery('how far it is'),
    admitted: total('how many people were taken'),
    known: total('how many got all of it already'),
    ended: total('how many subscriptions undoing it ended'),
    made_at: watching('when it was begun'),
    made_by: watching('number of the member of staff'),
    changed_at: machinery('when it last went on'),
  }),
  ...table('reader_import_row', 'subscriber', 'imports-3-days', {
    site_id: tenant,
    import_id: machinery('which import'),
    row_no: machinery('which row of the file'),
    sealed: given(mailing('the row as the file has it, sealed; gone once it is taken', toSend), {
      source: 'import',
      thirdParty: true,
    }),
    email_index: given(mailing('keyed hash of its e-mail address, so that nobody is taken twice', toSend), {
      source: 'import',
    }),
    verdict: mailing('whether it is taken, or why not', toSend),
  }),
  ...table('sign_up_try', 'subscriber', 'tries-1-hour', {
    site_id: tenant,
    subject: {
      what: 'keyed hash of a truncated network or of an address',
      purpose: 'to keep robots from mailing strangers through the form',
      basis: 'legitimate-interest',
      source: 'browser',
      subject: 'visitor',
    },
    tries: machinery('how often in this hour'),
    began_at: machinery('when the first was'),
  }),
  ...table('suppression', 'subscriber', 'suppressed-for-good', {
    site_id: tenant,
    email_hash: {
      what: 'keyed hash of an address that gets no newsletter any more',
      purpose: 'to keep the promise never to mail it again',
      basis: 'legal-duty',
      subject: 'reader',
    },
    reason: machinery('asked for, no such mailbox, or a complaint'),
    suppressed_at: machinery('since when'),
    asked_again_at: machinery(
      'when somebody last filled it in again, so that its owner is asked once a month at most',
    ),
  }),
  ...table('unsubscribe_count', 'subscriber', 'totals-25-months', {
    site_id: tenant,
    issue_id: total('which newsletter; 0: none'),
    ended_by: total('in which way'),
    day: total('local day'),
    times: total('how many people ended one; never who'),
  }),
  ...table('newsletter_issue', 'newsletter', 'life-of-the-site', {
    site_id: tenant,
    issue_id: setting('number of the newsletter'),
    state: setting('draft, scheduled, sending, paused, sent, cancelled'),
    document: setting('subject, text, lists, how far it is measured'),
    made_at: setting('when it was begun'),
    made_by: watching('number of the member of staff'),
    changed_at: setting('when it was changed'),
    scheduled_at: setting('when it is to be sent'),
    started_at: setting('when sending began'),
    finished_at: setting('when sending ended'),
    pause_code: setting('why sending stopped: the name of an error'),
    campaign: setting('what another mail system calls it, which sends it'),
  }),
  ...table('issue_body', 'newsletter', 'life-of-the-site', {
    site_id: tenant,
    issue_id: setting('number of the newsletter'),
    subject: setting('its subject'),
    html: setting('the mail as it was sent, with placeholders for what is a reader’s own'),
    body: setting('the same as plain text'),
    frozen_at: setting('when it was made'),
  }),
  ...table('issue_link', 'newsletter', 'life-of-the-site', {
    site_id: tenant,
    issue_id: setting('number of the newsletter'),
    link_no: setting('number of the link in it'),
    target: setting('where it leads'),
    changed_at: setting('when that was changed'),
  }),
  ...table('delivery', 'delivery', 'deliveries-13-months', {
    site_id: tenant,
    issue_id: mailing('which newsletter', toSend),
    subscriber_id: mailing('to whom', toSend),
    state: mailing('waiting, sent, refused, or uncertain', toSend),
    opens: mailing('how far opening may be measured', toMeasure),
    clicks: mailing('how far clicks may be measured', toMeasure),
    domain_key: mailing(
      'keyed hash of the mail domain, so that no mail server is flooded; taken away once sent',
      toSend,
    ),
    next_try_at: machinery('when it is tried next'),
    tries: machinery('how often it was tried'),
    lease_holder: machinery('random name of the process that sends it'),
    lease_until: machinery('when another may take it'),
    sent_at: mailing('when the submission server took it', toSend),
    last_code: machinery('what the server said last: three digits or the name of an error'),
    returned: given(mailing('whether it came back for good, for now, or as a complaint', toSend), {
      source: 'mail-server',
    }),
    returned_at: given(mailing('when it came back', toSend), { source: 'mail-server' }),
  }),
  ...table('delivery_total', 'delivery', 'life-of-the-site', {
    site_id: tenant,
    issue_id: total('which newsletter'),
    state: total('sent, refused, or uncertain'),
    opens: total('how far opening was measured'),
    clicks: total('how far clicks were measured'),
    returned: total('whether they came back'),
    recipients: total('how many whose own rows are gone; never who'),
  }),
  ...table('sending_pace', 'delivery', 'tries-1-hour', {
    site_id: tenant,
    subject: machinery('keyed hash of a mail domain, or empty: all of them'),
    free_at: machinery('when the next mail may leave'),
    planned_at: machinery('up to when mails have been put off'),
  }),
  ...table('sending_day', 'delivery', 'life-of-the-site', {
    site_id: tenant,
    kind: machinery('newsletters, or tests of them'),
    day: machinery('present local day'),
    mails: total('how many left on it'),
  }),
  ...table('hit_count', 'newsletter', 'totals-25-months', {
    site_id: tenant,
    issue_id: total('which newsletter'),
    day: total('local day'),
    link_no: total('which link; 0: opened'),
    level: total('measured as a total, or with consent'),
    verdict: total('people, mail proxies, machines, scanners'),
    times: total('how often; never by whom'),
  }),
  ...table('reader_hit', 'newsletter', 'deliveries-13-months', {
    site_id: tenant,
    issue_id: mailing('which newsletter', toMeasure),
    subscriber_id: mailing('who', toMeasure),
    link_no: given(mailing('which link; 0: opened', toMeasure), { source: 'browser' }),
    verdict: given(mailing('a person, or a machine on their way', toMeasure), { source: 'browser' }),
    times: given(mailing('how often', toMeasure), { source: 'browser' }),
    first_at: given(mailing('when first', toMeasure), { source: 'browser' }),
    last_at: given(mailing('when last', toMeasure), { source: 'browser' }),
  }),
  ...table('rights_request', 'rights', 'requests-2-years', {
    site_id: tenant,
    request_id: answering('number of the request'),
    kind: given(answering('which right'), { source: 'form' }),
    state: answering('how far it is'),
    channel: answering('by the page, post, phone, at the counter or by mail'),
    language: answering('language of letters'),
    received_at: answering('when it came'),
    entered_at: answering('when it was written down here'),
    promise_due: answering('by when it is promised to be answered'),
    legal_due: answering('by when the law says so'),
    extended_due: answering('by when, where it takes longer'),
    extension_reason: given(answering('why it takes longer, sealed'), { source: 'staff', ...mayNameOthers }),
    verified_at: answering('when it was clear who asks'),
    verified_by: answering('by a mailed link, the device itself, or staff'),
    assigned_to: watching('number of the member of staff who answers it'),
    duplicate_of: answering('number of an earlier, equal request'),
    ground: answering('on which ground it was done or refused'),
    email_index: answering('keyed hash of the e-mail address, by which an earlier request is found'),
    receipt_index: answering('keyed hash of the receipt’s number, likewise'),
    subject_ref: answering('reference to whoever asked, by a key that is destroyed later'),
    ref_year: machinery('which year’s key'),
    sealed: given(answering('who asks, for whom, where an answer goes, and what they wrote; sealed'), {
      ...toldOn,
      source: 'form',
      thirdParty: true,
    }),
    closed_at: answering('when it was answered, refused or withdrawn'),
  }),
  ...table('rights_step', 'rights', 'requests-2-years', {
    site_id: tenant,
    request_id: answering('of which request'),
    nth: machinery('which step'),
    at: answering('when'),
    step: answering('what was done'),
    from_state: answering('how far it was'),
    to_state: answering('how far it was then'),
    actor_kind: watching('whoever asked, staff, or the service'),
    actor_id: watching('number of the member of staff'),
  }),
  ...table('rights_link', 'rights', 'links-7-days', {
    site_id: tenant,
    token_hash: answering('SHA-256 of the token in a mailed link'),
    request_id: answering('of which request'),
    purpose: machinery('to confirm, or to download'),
    made_at: answering('when it was mailed'),
    expires_at: machinery('until when it works'),
    used_at: answering('when it was used first'),
    uses: answering('how often something was downloaded with it'),
  }),
  ...table('rights_code', 'rights', 'links-7-days', {
    site_id: tenant,
    request_id: answering('of which request'),
    code_hash: answering('keyed hash of the code that was mailed'),
    made_at: answering('when it was mailed'),
    expires_at: machinery('until when it works: ten minutes'),
    tries: machinery('how many codes were tried'),
    used_at: answering('when it was used'),
  }),
  ...table('rights_note', 'rights', 'requests-2-years', {
    site_id: tenant,
    request_id: answering('of which request'),
    note_id: machinery('number of the note'),
    at: answering('when it was written'),
    written_by: watching('number of the member of staff'),
    sealed: given(answering('what staff wrote down about it, sealed'), { source: 'staff', ...mayNameOthers }),
  }),
  ...table('rights_reminder', 'rights', 'requests-2-years', {
    site_id: tenant,
    request_id: answering('of which request'),
    reminder: answering('which one'),
    at: answering('when it was mailed to the privacy officer'),
  }),
  ...table('rights_letter', 'rights', 'requests-2-years', {
    site_id: tenant,
    request_id: answering('of which request'),
    letter_id: machinery('number of the letter'),
    kind: answering('an answer, a refusal, an extension, …'),
    sent_at: answering('when it was sent'),
    sealed: given(answering('what was written, sealed'), { source: 'staff', ...byMail }),
  }),
  ...table('letter_template', 'rights', 'life-of-the-site', {
    site_id: tenant,
    kind: setting('which letter'),
    language: setting('its language'),
    subject: setting('its subject'),
    body: setting('its words, with placeholders'),
    changed_at: setting('when it was changed'),
    changed_by: watching('number of the member of staff'),
  }),
  ...table('rights_try', 'rights', 'tries-1-hour', {
    site_id: tenant,
    subject: {
      what: 'keyed hash of a truncated network or of an e-mail address',
      purpose: 'to keep the form for requests usable',
      basis: 'legitimate-interest',
      source: 'browser',
      subject: 'visitor',
    },
    began_at: machinery('when the first was'),
    tries: machinery('how often in this hour'),
  }),
  ...table('audit_head', 'audit', 'life-of-the-site', {
    site_id: tenant,
    seq: machinery('number of the last entry'),
    hash: machinery('its hash'),
  }),
  ...table('audit_entry', 'audit', 'life-of-the-site', {
    site_id: tenant,
    seq: machinery('number of the entry'),
    at: answering('when'),
    kind: answering('what was done'),
    request_id: answering('at which request'),
    body: answering(
      'how much of what was done, with a reference to whom by a key that is destroyed later; names nobody',
    ),
    hash: machinery('hash of this entry and the one before it'),
  }),
  ...table('audit_anchor', 'audit', 'life-of-the-site', {
    site_id: tenant,
    day: machinery('which day'),
    seq: machinery('number of the last entry of that day'),
    hash: machinery('its hash'),
    signature: machinery('signature of both'),
    made_at: machinery('when it was signed'),
    sent_at: machinery('when it was sent out of the house'),
    copied_at: machinery('when it was copied to where no backup reaches'),
  }),
  ...table('subject_key', 'audit', 'references-2-years', {
    year: machinery('which year'),
    key: answering('key of references to people in proofs; destroyed after two years'),
    made_at: machinery('when it was made'),
    destroyed_at: machinery('when it was destroyed'),
  }),
  ...table('journal_entry', 'audit', 'journal-13-months', {
    site_id: tenant,
    seq: machinery('number of the entry'),
    at: answering('when'),
    act: answering('erased, objected, upheld, restricted, lifted, withdrawn'),
    email_index: answering('keyed hash of the e-mail address'),
    email_hash: answering('keyed hash of an address that is not to be mailed any more'),
    receipt_indexes: answering('keyed hashes of the receipts of a device'),
    request_id: answering('by which request'),
    withdrawn: answering('which newsletters were ended, or that measuring was'),
    copied_at: machinery('when it was copied to where no backup reaches'),
  }),
  ...table('restriction', 'hold', 'until-lifted', {
    site_id: tenant,
    restriction_id: answering('number of the restriction'),
    request_id: answering('by which request'),
    began_at: answering('since when'),
    email_index: answering('keyed hash of the e-mail address'),
    receipt_indexes: answering('keyed hashes of the receipts of a device'),
    noticed_at: answering('when they were told that it ends'),
    lifted_at: answering('when it ended'),
    reader_index: answering('keyed hash of the number of the reader who is held'),
    because: answering('asked for, or an objection that is not decided yet'),
    objection_upheld_at: answering('when an objection of theirs was upheld meanwhile'),
  }),
  ...table('held_row', 'hold', 'until-lifted', {
    site_id: tenant,
    restriction_id: answering('by which restriction'),
    nth: machinery('which row'),
    table_name: machinery('of which table'),
    sealed: given(answering('the row, sealed'), mayNameOthers),
    day: answering('of which day it is'),
  }),
  ...table('processor', 'processor', 'life-of-the-site', {
    site_id: tenant,
    processor_id: machinery('number'),
    document: {
      what: 'who gets data besides the site, what for, where, and how they are told; may name somebody there',
      purpose: 'to tell recipients what somebody asks about their data',
      basis: 'legal-duty',
      source: 'staff',
      thirdParty: true,
    },
    secret: setting('what messages to them are signed with, sealed'),
    made_at: setting('since when'),
    ended_at: setting('until when'),
  }),
  ...table('processor_task', 'processor', 'requests-2-years', {
    site_id: tenant,
    task_id: machinery('number of the task'),
    request_id: answering('of which request'),
    processor_id: machinery('who is told'),
    what: answering('what they are to do'),
    state: answering('how far it is'),
    due: answering('by when'),
    sealed: given(answering('what they are told, sealed; taken away once they have it'), {
      recipients: ['processors'],
    }),
    made_at: answering('when it was made'),
    next_try_at: machinery('when it is tried next'),
    tries: machinery('how often it was tried'),
    last_code: machinery('what was answered last: three digits or the name of an error'),
    lease_holder: machinery('random name of the process that sends it'),
    lease_until: machinery('when another may take it'),
    sent_at: answering('when they were told'),
    done_at: given(answering('when it was done'), { source: 'processor' }),
    done_by: watching('who said so: the processor itself, or the number of a member of staff'),
    answered_at: machinery('when the last answer of theirs was signed, so that none is taken twice'),
  }),
  ...table('processing', 'register', 'life-of-the-site', {
    site_id: tenant,
    processing_id: machinery('number'),
    document: setting('what the organisation processes besides: what for, of whom, how long'),
    changed_at: setting('when it was changed'),
    ended_at: setting('when it ended'),
  }),
  ...table('breach', 'breach', 'breaches-5-years', {
    site_id: tenant,
    breach_id: machinery('number'),
    discovered_at: recording('when it was discovered'),
    aware_at: recording('when the organisation knew'),
    notify_due: recording('by when the regulator must hear of it'),
    notified_at: recording('when it did'),
    decision: recording('notified or not'),
    closed_at: recording('when it was closed'),
    sealed: given(
      recording('what happened, to how many, what was done, why it was notified or not; sealed'),
      {
        recipients: ['authority'],
        thirdParty: true,
      },
    ),
    made_at: machinery('when it was written down'),
    changed_at: machinery('when it was changed'),
  }),
  ...table('retention_run', 'retention', 'sweeps-13-months', {
    site_id: tenant,
    day: total('which day'),
    category: total('of what'),
    at: total('when'),
    rows_deleted: total('how many rows went'),
    partitions_dropped: total('how many months went as a whole'),
    oldest_at: total('how old the oldest is that is left'),
    keep_until: total('how old it may be'),
    is_done: total('whether the sweep came to its end'),
    chained_at: machinery('when its counts were written in the audit chain'),
  }),
  ...ofMachinery('lease', {
    name: 'work that one process at a time does',
    holder: 'random name of the process',
    expires_at: 'when another may take over',
  }),
  ...ofMachinery('schema_migration', {
    name: 'migration that was applied',
    digest: 'SHA-256 of its text',
    applied_at: 'when it was applied',
  }),
]

const howLong: Readonly<Record<Period, string>> = {
  'life-of-the-account': 'as long as the account',
  'sessions-12-hours': '12 hours at most, 30 minutes without use',
  'verifications-a-quarter': 'an hour at most',
  'invitations-14-days': '14 days',
  'acts-2-years': '2 years',
  'events-90-days': '90 days',
  'visits-13-months': '13 months',
  'totals-25-months': '25 months',
  'day-keys-48-hours': '48 hours',
  'until-rolled-up': 'seconds, until visits are made of it',
  'until-revoked': 'until the operator deletes the key',
  'mail-14-days': 'until sent, the rest 14 days',
  'until-unsubscribed': 'until it is ended, or the account is gone',
  'until-sealed': 'seconds, until the chain takes it up',
  'receipts-24-months': '24 months after the answer ended',
  'consents-13-months': 'while it can be used, or something is stored under it',
  'subscriptions-30-days': 'while something is subscribed to, and 30 days after',
  'confirmations-3-days': '3 days',
  'imports-3-days': '3 days after the import ended, rows until they are taken',
  'tries-1-hour': 'an hour',
  'suppressed-for-good': 'as long as the site sends newsletters',
  'deliveries-13-months': '13 months',
  'requests-2-years': '2 years after it was closed',
  'links-7-days': '7 days',
  'references-2-years': '2 years after the year ended',
  'journal-13-months': '13 months: longer than any backup is kept',
  'until-lifted': 'as long as the restriction lasts, and 2 years after',
  'breaches-5-years': '5 years after it was closed',
  'sweeps-13-months': '13 months',
  'life-of-the-site': 'as long as the site is measured',
  'life-of-the-installation': 'as long as the installation',
}

const whyNot: Readonly<Record<NotPersonal, string>> = {
  tenant: 'to keep sites apart',
  setting: 'to run the service',
  total: 'to show figures',
  machinery: 'to run the service',
}

export interface Stored {
  readonly table: string
  readonly column: string
  readonly what: string
  readonly why: string
  readonly howLong: string
  readonly personal: boolean
}

/** The register as rows for people, in its own order. */
export const describeStored = (): readonly Stored[] =>
  register.map((entry) => ({
    table: entry.table,
    column: entry.column,
    what: entry.what,
    why: entry.personal ? entry.purpose : whyNot[entry.because],
    howLong: howLong[entry.period],
    personal: entry.personal,
  }))
