/**
 * What a site does with what it learns of a visitor, in two kinds that can not be mixed: exempt measuring, which needs no
 * consent (article 11.7a(3)(b) of the Telecommunicatiewet), and purposes that need it. Each says what data it takes; an exempt
 * purpose with data that needs consent does not compile here and does not load from a settings document (law 4a).
 */

/** What may be measured without consent, once it is limited as this service limits it. */
export const exemptElements = [
  'page-view',
  'referrer-host',
  'device-class',
  'language',
  'country',
  'campaign',
  'social-source',
  'reading-time',
  'clicks',
  'day-visitor',
] as const
export type ExemptElement = (typeof exemptElements)[number]

/** What needs consent, whatever it is used for. */
export const boundElements = [
  'visitor-id',
  'account-link',
  'id-across-sites',
  'shared-with-others',
  'session-replay',
  'third-party-content',
  'third-party-storage',
  'newsletter-person',
] as const
export type BoundElement = (typeof boundElements)[number]

export type Element = ExemptElement | BoundElement

/**
 * There are two, and no third: a "legitimate interest" that one may object to further down is what the regulator calls mixing
 * up (B9).
 */
export const purposeBases = ['exempt', 'consent'] as const
export type PurposeBasis = (typeof purposeBases)[number]

/** A third party whose content pages show: each is asked for by itself (B10). */
export interface Service {
  readonly id: string
  readonly name: string
  /** Where its content comes from: `youtube.com` stands for its subdomains too. */
  readonly hosts: readonly string[]
}

interface PurposeOf<Basis extends PurposeBasis, Data extends Element> {
  readonly id: string
  /** Raised by whoever changes what it means: everyone is asked again. */
  readonly version: number
  readonly basis: Basis
  readonly elements: readonly Data[]
  /** Organisations that get the data, by name. */
  readonly recipients: readonly string[]
  /** How long the data is kept; null: the recipient decides. */
  readonly months: number | null
  readonly services: readonly Service[]
  /** What it leaves on the device, to be deleted when consent is withdrawn; `*` at the end stands for the rest of a name. */
  readonly cookies: readonly string[]
  readonly storage: readonly string[]
}

export type ExemptPurpose = PurposeOf<'exempt', ExemptElement>
export type ConsentPurpose = PurposeOf<'consent', Element>
export type Purpose = ExemptPurpose | ConsentPurpose

/** Of our own, with texts in every language of ours. A site may add others. */
export const ownPurposeIds = ['statistics', 'insights', 'embeds', 'marketing'] as const
export type OwnPurposeId = (typeof ownPurposeIds)[number]
export const isOwnPurpose = (id: string): id is OwnPurposeId => ownPurposeIds.some((own) => own === id)

/** What runs on every site: it needs no consent, and anyone may object. */
export const statistics: ExemptPurpose = {
  id: 'statistics',
  version: 1,
  basis: 'exempt',
  elements: exemptElements,
  recipients: [],
  months: 13,
  services: [],
  cookies: [],
  storage: [],
}

/**
 * The months that an insights id lives, counted from when it was made and never prolonged (D5); afterwards the device gets
 * another one.
 */
export const insightMonths = 13

export const insights: ConsentPurpose = {
  ...statistics,
  id: 'insights',
  basis: 'consent',
  elements: ['visitor-id'],
  months: insightMonths,
}

/** What can be answered yes or no: a purpose, or each service of one that has services. */
export const grantable = (purposes: readonly Purpose[]): string[] =>
  purposes
    .filter(({ basis }) => basis === 'consent')
    .flatMap(({ id, services }) => (services.length > 0 ? services.map((service) => service.id) : [id]))

/** The purposes for whose sake a visitor is asked. Empty: no banner (B1). */
export const askedFor = (purposes: readonly Purpose[]): ConsentPurpose[] =>
  purposes.filter((purpose): purpose is ConsentPurpose => purpose.basis === 'consent')
