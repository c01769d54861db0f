/** Forms about breaches as they came -> what may be written down, or what is wrong with which field; nothing that was typed is lost. Pure. */
import type { Breach, BreachTimes, Deciding } from '../breach/breach.ts'
import { momentField, readMoment } from '../breach/moment.ts'
import { breachContent, breachDecision, type BreachContent, type BreachFault } from '../breach/record.ts'
import type { Form } from '../page/read-form.ts'
import type { BreachFaults, BreachFormField, WrittenBreach } from './breach-form.tsx'

const blankTexts: WrittenBreach['texts'] = {
  discoveredAt: '',
  awareAt: '',
  began: '',
  ended: '',
  happened: '',
  cause: '',
  incident: 'other',
  processor: '',
  data: '',
  subjects: '',
  peopleMin: '',
  peopleMax: '',
  records: '',
  unreadable: 'no',
  consequences: '',
  taken: '',
  planned: '',
  told: 'undecided',
  toldText: '',
  abroad: '',
}

export const blankBreach = (now: Date): WrittenBreach => ({
  texts: { ...blankTexts, discoveredAt: momentField(now) },
  natures: [],
  sensitive: [],
})

export function writtenBreach({ content, discoveredAt, awareAt }: Breach): WrittenBreach {
  const { natures, sensitive, ...rest } = content
  const texts = Object.fromEntries(
    Object.entries(rest).map(([field, value]) => [field, value === null ? '' : String(value)]),
  )
  return {
    texts: {
      ...blankTexts,
      ...texts,
      discoveredAt: momentField(discoveredAt),
      awareAt: awareAt === null ? '' : momentField(awareAt),
    },
    natures,
    sensitive,
  }
}

export type BreachReading =
  | { readonly ok: true; readonly times: BreachTimes; readonly content: BreachContent }
  | { readonly ok: false; readonly faults: BreachFaults }

export const readWritten = (form: Form): WrittenBreach => ({
  texts: Object.fromEntries(
    Object.keys(blankTexts).map((field) => [field, form.one(field) ?? '']),
  ) as WrittenBreach['texts'],
  natures: form.all('natures'),
  sensitive: form.all('sensitive'),
})

/** A number as it is typed; what is none is no number for the schema either. */
const numberOf = (text: string): number | null =>
  text.trim() === '' ? null : /^\s*\d{1,8}\s*$/.test(text) ? Number(text) : Number.NaN

export function readBreach(written: WrittenBreach): BreachReading {
  const { discoveredAt, awareAt, peopleMin, peopleMax, ...texts } = written.texts
  const discovered = readMoment(discoveredAt)
  const aware = awareAt === '' ? null : readMoment(awareAt)
  const read = breachContent.safeParse({
    ...texts,
    natures: written.natures,
    sensitive: written.sensitive,
    peopleMin: numberOf(peopleMin),
    peopleMax: numberOf(peopleMax),
  })
  const faults = new Map<BreachFormField, BreachFault>()
  if (!discovered.ok) faults.set('discoveredAt', discovered.why)
  if (aware?.ok === false) faults.set('awareAt', aware.why)
  // The messages of this schema are faults, and nothing else.
  for (const { path, message } of read.error?.issues ?? [])
    faults.set(String(path[0]) as BreachFormField, message as BreachFault)
  if (!discovered.ok || aware?.ok === false || !read.success) return { ok: false, faults }
  return { ok: true, times: { discoveredAt: discovered.at, awareAt: aware?.at ?? null }, content: read.data }
}

export type DecisionField = 'decision' | 'notifiedAt' | 'reference' | 'reason' | 'delay'
export type WrittenDecision = Readonly<Record<DecisionField, string>>
export type DecisionFaults = ReadonlyMap<DecisionField, BreachFault>

export const writtenDecision = ({ decision, notifiedAt, because }: Breach): WrittenDecision => ({
  decision: decision ?? '',
  notifiedAt: notifiedAt === null ? '' : momentField(notifiedAt),
  reference: because?.reference ?? '',
  reason: because?.reason ?? '',
  delay: because?.delay ?? '',
})

export const readWrittenDecision = (form: Form): WrittenDecision => ({
  decision: form.one('decision') ?? '',
  notifiedAt: form.one('notifiedAt') ?? '',
  reference: form.one('reference') ?? '',
  reason: form.one('reason') ?? '',
  delay: form.one('delay') ?? '',
})

export type DecisionReading =
  | { readonly ok: true; readonly deciding: Deciding }
  | { readonly ok: false; readonly faults: DecisionFaults }

export function readDecision(written: WrittenDecision): DecisionReading {
  const { decision, notifiedAt, ...texts } = written
  const read = breachDecision.safeParse(texts)
  const faults = new Map<DecisionField, BreachFault>()
  for (const { path, message } of read.error?.issues ?? [])
    faults.set(String(path[0]) as DecisionField, message as BreachFault)
  if (decision !== 'notified' && decision !== 'not-notified') faults.set('decision', 'choice')
  const at = decision === 'notified' ? readMoment(notifiedAt) : null
  if (at?.ok === false) faults.set('notifiedAt', at.why)
  if (!read.success || faults.size > 0) return { ok: false, faults }
  if (at?.ok) return { ok: true, deciding: { kind: 'notified', notifiedAt: at.at, because: read.data } }
  return { ok: true, deciding: { kind: 'not-notified', because: read.data } }
}
