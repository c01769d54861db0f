/** How a site sends newsletters: from whom, how far they may be measured, how fast they go out. */
import * as z from 'zod'
import type { Tx } from '../db/connect.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { levels } from './level.ts'
import { mailAddress } from '../mail/read-letter.ts'

/** No line ends and nothing that steers a machine: they end up in headers (RFC 5322 section 2.2). */
const headerText = z
  .string()
  .trim()
  .max(100)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}<>"]*$/u)

export const newsletterSettings = z.strictObject({
  /** Before the installation's own address; the site's name when empty. */
  senderName: headerText.default(''),
  /** Where answers go; the installation's own address when null. */
  replyTo: mailAddress.nullable().default(null),
  /** The most that may be measured, whatever an issue asks. */
  opens: z.enum(levels).default('aggregate'),
  clicks: z.enum(levels).default('aggregate'),
  /** What a submission server allows; it says so itself when it is asked too much, and then we wait. */
  mailsPerMinuteMax: z.int().min(1).max(100_000).default(1_000),
  /** To one receiving domain. */
  mailsPerMinuteAndDomainMax: z.int().min(1).max(100_000).default(300),
  mailsPerDayMax: z.int().min(1).max(10_000_000).default(50_000),
  /** Who sends it and where they are, at the foot of each mail. */
  imprint: z.string().trim().max(500).default(''),
})
export type NewsletterSettings = z.infer<typeof newsletterSettings>

/** What nobody changed has its default. Index: newsletter_settings_pk. */
export async function findNewsletterSettings(
  { db }: { readonly db: Tx },
  { id }: Pick<Site, 'id'>,
): Promise<NewsletterSettings> {
  const [row] = await db<{ document: unknown }[]>`
    select document from newsletter_settings where site_id = ${id}`
  return newsletterSettings.parse(row?.document ?? {})
}

/** Index: newsletter_settings_pk. */
export async function recordNewsletterSettings(
  { db, now }: { readonly db: Tx } & Pick<Ports, 'now'>,
  { id }: Pick<Site, 'id'>,
  settings: NewsletterSettings,
): Promise<void> {
  await db`
    insert into newsletter_settings (site_id, document, changed_at) values (${id}, ${db.json(settings)}, ${now()})
    on conflict (site_id) do update set document = excluded.document, changed_at = excluded.changed_at`
}
