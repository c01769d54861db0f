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

export interface Config {
  /** Absent: the embedded database in `dataFolder`. Holds a password, so it is a secret as a whole. */
  readonly databaseUrl: Secret | undefined
  /** Off for a pooler without prepared statements in transaction mode. */
  readonly databasePrepare: boolean
  readonly port: number
  /** Where others reach us, without a trailing slash. */
  readonly publicUrl: string
  readonly dataFolder: string
  readonly proxy: ProxyTrust
  /** The root secret; absent only where the embedded default makes and keeps one. */
  readonly rootSecret: Secret | undefined
  readonly adminToken: Secret | undefined
  readonly demo: boolean
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
    name: 'VOORDEUR_PROXY',
    means: 'whom to believe about addresses: socket, xff:<hops from the right>, cloudflare',
  },
  {
    name: 'VOORDEUR_SECRET',
    means: 'root secret of 32 characters or more; made and kept by the embedded default',
  },
  { name: 'VOORDEUR_ADMIN_TOKEN', means: 'seeds an admin API key; 24 characters or more' },
  { name: 'VOORDEUR_DB_PREPARE', means: 'on or off: prepared statements; off behind an old pooler' },
  { name: 'VOORDEUR_DEMO', means: '1: serve the demo website; on with the embedded database' },
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
  VOORDEUR_PROXY: proxyTrust.optional(),
  VOORDEUR_SECRET: z.string().min(32, 'has 32 characters or more').optional(),
  // What fits into `Authorization: Bearer` (RFC 6750 section 2.1): another token could never be shown.
  VOORDEUR_ADMIN_TOKEN: z
    .string()
    .regex(/^[\w.~+/-]{24,200}$/, 'has 24 to 200 characters: letters, digits and . _ ~ + / -')
    .optional(),
  VOORDEUR_DB_PREPARE: z.enum(['on', 'off'], 'is on or off').optional(),
  VOORDEUR_DEMO: z.enum(['0', '1'], 'is 0 or 1').optional(),
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
  for (const name of ['VOORDEUR_SECRET', 'VOORDEUR_ADMIN_TOKEN'])
    if (obviousSecrets.test(given[name] ?? '')) mistakes.push(`${name} is too easy to guess`)
  if (given.DATABASE_URL && !given.VOORDEUR_SECRET)
    mistakes.push('VOORDEUR_SECRET is required with DATABASE_URL: 32 random characters or more')
  if (!read.success || mistakes.length > 0) return { ok: false, mistakes }
  const { data } = read
  const port = Number(data.PORT ?? 3000)
  return {
    ok: true,
    config: {
      databaseUrl: data.DATABASE_URL === undefined ? undefined : new Secret(data.DATABASE_URL),
      databasePrepare: data.VOORDEUR_DB_PREPARE !== 'off',
      port,
      publicUrl: (data.VOORDEUR_URL ?? `http://localhost:${port}`).replace(/\/+$/, ''),
      dataFolder: data.VOORDEUR_DATA ?? './data',
      proxy: data.VOORDEUR_PROXY ?? { mode: 'socket' },
      rootSecret: data.VOORDEUR_SECRET === undefined ? undefined : new Secret(data.VOORDEUR_SECRET),
      adminToken: data.VOORDEUR_ADMIN_TOKEN === undefined ? undefined : new Secret(data.VOORDEUR_ADMIN_TOKEN),
      demo: data.VOORDEUR_DEMO === undefined ? data.DATABASE_URL === undefined : data.VOORDEUR_DEMO === '1',
    },
  }
}
