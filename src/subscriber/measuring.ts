/** The question whether one reader's opens and clicks may be measured, and its answer (law N3–N5). Asked only where a site would measure them. */
import type { Tx } from '../db/connect.ts'
import { wordsIn, type Language } from '../page/words.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import type { NewsletterSettings } from './newsletter-settings.ts'
import { recordText } from './receipt.ts'

/** What a site would measure of a reader who agrees; null: nothing, so that nobody is asked. */
export type Measured = 'opens' | 'clicks' | 'both' | null

export function measuredOf({ opens, clicks }: Pick<NewsletterSettings, 'opens' | 'clicks'>): Measured {
  const [hasOpens, hasClicks] = [opens === 'personal', clicks === 'personal']
  if (hasOpens && hasClicks) return 'both'
  return hasOpens ? 'opens' : hasClicks ? 'clicks' : null
}

/** The question as it is shown, in the page and in the mail: a sentence that asks, and what follows from each answer. */
export function measuringText(
  lang: Language,
  { domain }: Pick<Site, 'domain'>,
  measured: NonNullable<Measured>,
): { readonly question: string; readonly text: string } {
  const { measure } = wordsIn(lang).preference.manage
  return { question: measure.question(domain, measured), text: measure.text }
}

/** Keeps what was shown, with both answers as they stood on their buttons; answers its number. */
export function recordMeasuringText(
  ports: { readonly db: Tx } & Pick<Ports, 'now'>,
  lang: Language,
  site: Pick<Site, 'id' | 'domain'>,
  measured: NonNullable<Measured>,
): Promise<string> {
  const { question, text } = measuringText(lang, site, measured)
  const { yes, no } = wordsIn(lang).preference.manage.measure
  return recordText(ports, site.id, lang, [question, text, yes, no].join('\n'))
}
