/**
 * Environment text -> Config, or every mistake at once. Names are fixed by the product: `DATABASE_URL`, `PORT` and
 * `VOORDEUR_*`; an unknown `VOORDEUR_*` is a mistake too, since a misspelt setting would otherwise be silently off.
 */
import * as z from 'zod'

/** A secret that prints as `[secret]`, so that no log line, error or JSON can carry it by accident. */
export class Secret {
  readonly #text: string
  constructor(text: string) {
    this.#text = text
  }
  reveal(): string {
    return this.#text
  }
  toString(): string {
    return '[secret]'
  }
  toJSON(): string {
    return '[secret]'
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]'
  }
}

/** Whom to believe about the visitor's address: exactly one of three (rights-security B3). */
export type ProxyTrust =
  | { readonly mode: 'socket' }
  | { readonly mode: 'xff'; readonly hops: number }
  | { readonly mode: 'cloudflare' }

/** Single sign-on by OpenID Connect, and what a group of the provider may do here. */
export interface Oidc {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: Secret
  /** The claim that names the groups of whoever signs in. */
  readonly claim: string
  /** Domain null: at every site. */
  readonly grants: readonly {
    readonly group: string
    readonly role: 'viewer' | 'editor' | 'officer' | 'admin'
    readonly domain: string | null
  }[]
}

/** The submission server that takes our mails (RFC 6409). */
export interface Submission {
  readonly host: string
  readonly port: number
  /** `tls` from the first byte, `starttls` demanded, `none` only where nothing leaves this machine. */
  readonly security: 'tls' | 'starttls' | 'none'
  readonly login: { readonly user: string; readonly password: Secret } | null
}

export interface Dkim {
  readonly domain: string
  readonly selector: string
  /** The private key as PEM, or the path of a file that holds it. */
  readonly key: Secret
}

export interface MailSettings {
  /** Null: mails land in the data folder's outbox; on Workers they wait. */
  readonly submission: Submission | null
  readonly from: { readonly address: string; readonly name: string }
  readonly dkim: Dkim | null
}

/** The mailbox where what we sent comes back (RFC 3501), read by the Node process. */
export interface Mailbox {
  readonly host: string
  readonly port: number
  /** As with `Submission`. */
  readonly security: 'tls' | 'starttls' | 'none'
  readonly user: string
  readonly password: Secret
  /** Name of the folder, as its server calls it. */
  readonly folder: string
}

/** How what comes back gets here. */
export interface ReturnSettings {
  /** Null: there is no `/hooks/mail`. `whsec_` and base64, or as it stands. */
  readonly hookSecret: Secret | null
  readonly mailbox: Mailbox | null
}

export interface Config {
  /** Absent: the embedded database in `dataFolder`. Holds a password, so it is a secret as a whole. */
  readonly databaseUrl: Secret | undefined
  /** Off for a pooler without prepared statements in transaction mode. */
  readonly databasePrepare: boolean
  readonly port: number
  /** Where others reach us, without a trailing slash. */
  readonly publicUrl: string
  readonly dataFolder: string
  /** Where the journal of erasures and objections is kept, out of every backup; on Node. */
  readonly journalFile: string
  readonly proxy: ProxyTrust
  /** The root secret; absent only where the embedded default makes and keeps one. */
  readonly rootSecret: Secret | undefined
  readonly adminToken: Secret | undefined
  readonly demo: boolean
  readonly mail: MailSettings
  readonly returns: ReturnSettings
  readonly oidc: Oidc | undefined
}

export interface Setting {
  readonly name: string
  readonly means: string
}

/** Every setting that is read, for `--help` and for the test that demands each in docs/operating.md. */
export const settings: readonly Setting[] = [
  { name: 'DATABASE_URL', means: 'postgres://… of PostgreSQL 15 or newer; absent: the embedded database' },
  { name: 'PORT', means: 'TCP port of the service; 3000' },
  { name: 'VOORDEUR_URL', means: 'public address; http://localhost:PORT' },
  { name: 'VOORDEUR_DATA', means: 'folder of the embedded database; ./data' },
  {
    name: 'VOORDEUR_JOURNAL',
    means: 'file of the journal, which a restored backup is told; VOORDEUR_DATA/journal.ndjson',
  },
  {
    name: 'VOORDEUR_PROXY',
    means: 'whom to believe about addresses: socket, xff:<hops from the right>, cloudflare',
  },
  {
    name: 'VOORDEUR_SECRET',
    means: 'root secret of 32 characters or more; made and kept by the embedded default',
  },
  { name: 'VOORDEUR_ADMIN_TOKEN', means: 'seeds an admin API key; 24 characters or more' },
  { name: 'VOORDEUR_DB_PREPARE', means: 'on or off: prepared statements; off behind an old pooler' },
  {
    name: 'VOORDEUR_SMTP_URL',
    means:
      'smtp://user:password@host:587 or smtps://…: takes our mails; absent: they land in the data folder',
  },
  { name: 'VOORDEUR_MAIL_FROM', means: 'who mails are from: Name <voordeur@example.nl>' },
  { name: 'VOORDEUR_DKIM', means: 'signs mails: <domain>:<selector>:<private key as PEM, or its file>' },
  {
    name: 'VOORDEUR_MAIL_HOOK_SECRET',
    means: 'opens /hooks/mail to who tells what came back: whsec_… of a provider, or 24 characters or more',
  },
  {
    name: 'VOORDEUR_IMAP_URL',
    means: 'imaps://user:password@host/INBOX: the mailbox where what we sent comes back; on Node',
  },
  { name: 'VOORDEUR_DEMO', means: '1: serve the demo website; on with the embedded database' },
  { name: 'VOORDEUR_OIDC_ISSUER', means: 'address of the identity provider for single sign-on' },
  { name: 'VOORDEUR_OIDC_CLIENT_ID', means: 'what the provider calls this service' },
  { name: 'VOORDEUR_OIDC_CLIENT_SECRET', means: 'what the provider knows this service by' },
  {
    name: 'VOORDEUR_OIDC_ROLES',
    means:
      'who may do what: group=role or group=role@example.nl, comma between; role is viewer, editor, officer, admin',
  },
  { name: 'VOORDEUR_OIDC_CLAIM', means: 'the claim that names the groups; groups' },
]

export type ConfigReading =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly mistakes: readonly string[] }

const proxyTrust = z
  .string()
  .regex(
    /^(socket|cloudflare|xff:[1-9]\d?)$/,
    'is socket, cloudflare or xff:<hops from the right>, such as xff:1',
  )
  .transform((text): ProxyTrust => {
    if (text === 'socket' || text === 'cloudflare') return { mode: text }
    return { mode: 'xff', hops: Number(text.slice(4)) }
  })

/** `group=role` or `group=role@domain`, with commas between. A group may hold anything but `=` and a comma. */
const oidcRoles = z.string().transform((text, context): Oidc['grants'] => {
  const grants: Oidc['grants'][number][] = []
  for (const one of text.split(',').map((part) => part.trim())) {
    const parts = /^([^=,]+)=(viewer|editor|officer|admin)(?:@([a-z0-9.-]+))?$/.exec(one)
    if (!parts) {
      context.addIssue({
        code: 'custom',
        message: 'is group=role or group=role@example.nl, with commas between',
      })
      return z.NEVER
    }
    const [, group = '', role, domain = null] = parts
    grants.push({ group: group.trim(), role: role as Oidc['grants'][number]['role'], domain })
  }
  return grants
})

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i

/** In a URL that is not http, hosts are not checked by the parser. */
const hostName = /^(\[[\da-f:.]+\]|[a-z\d]([\w.-]*[a-z\d])?)$/i

/** `smtp[s]://[user:password@]host[:port]`, or null when it is anything else. */
function readSubmission(text: string): Submission | null {
  if (!URL.canParse(text)) return null
  const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(text)
  if (!/^smtps?:$/.test(protocol) || !hostName.test(hostname)) return null
  if (!/^\/?$/.test(pathname) || search + hash !== '' || (username === '') !== (password === '')) return null
  const security = protocol === 'smtps:' ? 'tls' : loopback.test(hostname) ? 'none' : 'starttls'
  try {
    return {
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? (security === 'tls' ? 465 : 587) : Number(port),
      security,
      login:
        username === ''
          ? null
          : { user: decodeURIComponent(username), password: new Secret(decodeURIComponent(password)) },
    }
  } catch {
    return null
  }
}

const submission = z.string().transform((text, context) => {
  const read = readSubmission(text)
  if (read) return read
  context.addIssue({
    code: 'custom',
    message: 'is an address such as smtps://user:password@mail.example.nl, with special characters as %40',
  })
  return z.NEVER
})

/** `imap[s]://user:password@host[:port][/folder]`, or null when it is anything else. */
function readMailbox(text: string): Mailbox | null {
  if (!URL.canParse(text)) return null
  const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(text)
  if (!/^imaps?:$/.test(protocol) || !hostName.test(hostname) || search + hash !== '') return null
  if (username === '' || password === '') return null
  const security = protocol === 'imaps:' ? 'tls' : loopback.test(hostname) ? 'none' : 'starttls'
  try {
    const folder = decodeURIComponent(pathname.slice(1))
    return {
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? (security === 'tls' ? 993 : 143) : Number(port),
      security,
      user: decodeURIComponent(username),
      password: new Secret(decodeURIComponent(password)),
      folder: folder === '' ? 'INBOX' : folder,
    }
  } catch {
    return null
  }
}

const mailbox = z.string().transform((text, context) => {
  const read = readMailbox(text)
  if (read && !/\p{Cc}/u.test(read.user + read.password.reveal() + read.folder)) return read
  context.addIssue({
    code: 'custom',
    message:
      'is an address such as imaps://user:password@mail.example.nl/INBOX, with special characters as %40',
  })
  return z.NEVER
})

/** `address` or `Name <address>`. Quotes around the name are not part of it. */
const mailFrom = z.string().transform((text, context): MailSettings['from'] => {
  const [, named = '', inner = text.trim()] = /^\s*([^<>]*?)\s*<([^<>\s]+)>\s*$/.exec(text) ?? []
  const name = named.replace(/^"(.*)"$/, '$1')
  const isAddress = z.email().max(254).safeParse(inner).success
  if (isAddress && !/["\\\p{Cc}\p{Zl}\p{Zp}]/u.test(name)) return { address: inner, name }
  context.addIssue({ code: 'custom', message: 'is an address, or Name <address>' })
  return z.NEVER
})

const dkim = z.string().transform((text, context): Dkim => {
  const [, domain, selector, key] = /^([a-z\d.-]+\.[a-z\d-]+):([a-z\d][\w.-]*):(\S.*)$/is.exec(text) ?? []
  if (domain === undefined || selector === undefined || key === undefined) {
    context.addIssue({
      code: 'custom',
      message: 'is <domain>:<selector>:<private key as PEM, or the file that holds it>',
    })
    return z.NEVER
  }
  // Many places that keep settings allow one line: the key's own line ends are then written as \n.
  const pem = key.startsWith('-----BEGIN') ? key.replaceAll('\\n', '\n') : key
  return { domain: domain.toLowerCase(), selector, key: new Secret(pem) }
})

/** A signature by a stranger's domain says nothing about the sender, and DMARC counts it as none (RFC 7489 section 3.1.1). */
const signsForSender = (signing: Dkim | undefined, from: MailSettings['from'] | undefined): boolean =>
  !signing || !from || `.${from.address.split('@')[1]?.toLowerCase()}`.endsWith(`.${signing.domain}`)

const environment = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'starts with postgres://')
    .optional(),
  PORT: z
    .string()
    .refine((text) => /^\d{1,5}$/.test(text) && Number(text) < 65_536, 'is a port number below 65536')
    .optional(),
  VOORDEUR_URL: z
    .url({ protocol: /^https?$/, error: 'is an address such as https://meten.example.nl' })
    .optional(),
  VOORDEUR_DATA: z.string().min(1, 'is a folder').optional(),
  VOORDEUR_JOURNAL: z.string().min(1, 'is a file').optional(),
  VOORDEUR_PROXY: proxyTrust.optional(),
  VOORDEUR_SECRET: z.string().min(32, 'has 32 characters or more').optional(),
  // What fits into `Authorization: Bearer` (RFC 6750 section 2.1): another token could never be shown.
  VOORDEUR_ADMIN_TOKEN: z
    .string()
    .regex(/^[\w.~+/-]{24,200}$/, 'has 24 to 200 characters: letters, digits and . _ ~ + / -')
    .optional(),
  VOORDEUR_DB_PREPARE: z.enum(['on', 'off'], 'is on or off').optional(),
  VOORDEUR_SMTP_URL: submission.optional(),
  VOORDEUR_MAIL_FROM: mailFrom.optional(),
  VOORDEUR_DKIM: dkim.optional(),
  // A key of 24 bytes or more (Standard Webhooks), or what fits into `Authorization: Bearer`.
  VOORDEUR_MAIL_HOOK_SECRET: z
    .string()
    .regex(
      /^(whsec_[\w+/]{32,400}={0,2}|(?!whsec_)[\w.~+/-]{24,200}={0,2})$/,
      'is whsec_ and 32 or more of base64, or 24 to 200 characters: letters, digits and . _ ~ + / -',
    )
    .optional(),
  VOORDEUR_IMAP_URL: mailbox.optional(),
  VOORDEUR_DEMO: z.enum(['0', '1'], 'is 0 or 1').optional(),
  // Plain http only to this very machine: the secret and the tokens travel there.
  VOORDEUR_OIDC_ISSUER: z
    .url('is an address such as https://login.microsoftonline.com/<tenant>/v2.0')
    .refine(
      (text) => text.startsWith('https:') || /^http:\/\/(localhost|127\.0\.0\.1)[:/]/.test(text),
      'is an address that starts with https://',
    )
    .optional(),
  VOORDEUR_OIDC_CLIENT_ID: z.string().max(200).optional(),
  VOORDEUR_OIDC_CLIENT_SECRET: z.string().min(8, 'has 8 characters or more').optional(),
  VOORDEUR_OIDC_ROLES: oidcRoles.optional(),
  VOORDEUR_OIDC_CLAIM: z.string().max(100).optional(),
})

const obviousSecrets = /^(.)\1*$|change.?me|secret|password|example|default/i

/** Reads the environment. Mistakes name the setting and what it takes, never the value that was given. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): ConfigReading {
  // An empty setting is an absent one: that is how compose files and wrangler say "not set".
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  )
  const known = new Set(settings.map(({ name }) => name))
  const mistakes = Object.keys(given)
    .filter((name) => name.startsWith('VOORDEUR_') && !known.has(name))
    .map((name) => `${name} is not a setting`)
  const read = environment.safeParse(given)
  if (!read.success)
    mistakes.push(...read.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`))
  for (const name of ['VOORDEUR_SECRET', 'VOORDEUR_ADMIN_TOKEN', 'VOORDEUR_MAIL_HOOK_SECRET'])
    if (obviousSecrets.test(given[name] ?? '')) mistakes.push(`${name} is too easy to guess`)
  if (given.DATABASE_URL && !given.VOORDEUR_SECRET)
    mistakes.push('VOORDEUR_SECRET is required with DATABASE_URL: 32 random characters or more')
  const oidcNames = ['ISSUER', 'CLIENT_ID', 'CLIENT_SECRET', 'ROLES'].map((name) => `VOORDEUR_OIDC_${name}`)
  if (oidcNames.some((name) => given[name] !== undefined))
    mistakes.push(
      ...oidcNames
        .filter((name) => given[name] === undefined)
        .map((name) => `${name} is required with the other settings of single sign-on`),
    )
  if (given.VOORDEUR_SMTP_URL && !given.VOORDEUR_MAIL_FROM)
    mistakes.push('VOORDEUR_MAIL_FROM is required with VOORDEUR_SMTP_URL: who mails are from')
  if (read.success && !signsForSender(read.data.VOORDEUR_DKIM, read.data.VOORDEUR_MAIL_FROM))
    mistakes.push('VOORDEUR_DKIM signs for the domain of VOORDEUR_MAIL_FROM, or for one above it')
  if (!read.success || mistakes.length > 0) return { ok: false, mistakes }
  const { data } = read
  const port = Number(data.PORT ?? 3000)
  const dataFolder = data.VOORDEUR_DATA ?? './data'
  const publicUrl = (data.VOORDEUR_URL ?? `http://localhost:${port}`).replace(/\/+$/, '')
  return {
    ok: true,
    config: {
      databaseUrl: data.DATABASE_URL === undefined ? undefined : new Secret(data.DATABASE_URL),
      databasePrepare: data.VOORDEUR_DB_PREPARE !== 'off',
      port,
      publicUrl,
      dataFolder,
      journalFile: data.VOORDEUR_JOURNAL ?? `${dataFolder}/journal.ndjson`,
      proxy: data.VOORDEUR_PROXY ?? { mode: 'socket' },
      rootSecret: data.VOORDEUR_SECRET === undefined ? undefined : new Secret(data.VOORDEUR_SECRET),
      adminToken: data.VOORDEUR_ADMIN_TOKEN === undefined ? undefined : new Secret(data.VOORDEUR_ADMIN_TOKEN),
      oidc:
        data.VOORDEUR_OIDC_ISSUER === undefined
          ? undefined
          : {
              issuer: data.VOORDEUR_OIDC_ISSUER.replace(/\/+$/, ''),
              clientId: data.VOORDEUR_OIDC_CLIENT_ID ?? '',
              clientSecret: new Secret(data.VOORDEUR_OIDC_CLIENT_SECRET ?? ''),
              claim: data.VOORDEUR_OIDC_CLAIM ?? 'groups',
              grants: data.VOORDEUR_OIDC_ROLES ?? [],
            },
      demo: data.VOORDEUR_DEMO === undefined ? data.DATABASE_URL === undefined : data.VOORDEUR_DEMO === '1',
      mail: {
        submission: data.VOORDEUR_SMTP_URL ?? null,
        from: data.VOORDEUR_MAIL_FROM ?? {
          address: `voordeur@${new URL(publicUrl).hostname.replace(/[[\]]/g, '')}`,
          name: 'Voordeur',
        },
        dkim: data.VOORDEUR_DKIM ?? null,
      },
      returns: {
        hookSecret:
          data.VOORDEUR_MAIL_HOOK_SECRET === undefined ? null : new Secret(data.VOORDEUR_MAIL_HOOK_SECRET),
        mailbox: data.VOORDEUR_IMAP_URL ?? null,
      },
    },
  }
}
