/**
 * A reader's answer about being measured. `No` holds at once, for mails that were sent already as well: whoever takes a hit looks at the answer
 * again (law N5). What was stored of them goes with it, as the page says; counts, which name nobody, stay.
 */
import { forgetHits } from '../newsletter/forget.ts'
import type { Language } from '../page/words.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { recordMeasuringText, type Measured } from '../subscriber/measuring.ts'
import { recordMeasureAnswer } from '../subscriber/subscriber.ts'

/** `measured`: what the page said would be measured. Nothing happens when the reader is gone. */
export async function recordAnswer(
  { db, now, random, keyFor }: Pick<Ports, 'db' | 'now' | 'random' | 'keyFor'>,
  { site, lang }: { readonly site: Site; readonly lang: Language },
  subscriberId: bigint,
  { answer, measured }: { readonly answer: 'yes' | 'no'; readonly measured: NonNullable<Measured> },
): Promise<void> {
  await db.begin(async (tx) => {
    const ports = { db: tx, now, random, keyFor }
    const textId = await recordMeasuringText(ports, lang, site, measured)
    await recordMeasureAnswer(ports, site.id, subscriberId, { answer, textId, channel: 'page' })
    if (answer === 'no') await forgetHits(ports, site.id, subscriberId)
  })
}
