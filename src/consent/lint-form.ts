/**
 * Rules that need no reading: purposes, parties, buttons, colours, who asks. The words are another matter (`lint-texts.ts`,
 * `lint-prose.ts`). Pure.
 */
import { contrast, contrastMin } from '../site/brand-colour.ts'
import type { LintFault, Offence, Rule } from './lint.ts'
import { isBlank } from './lint-written.ts'
import { noticeButtons } from './notice.ts'
import { askedFor, purposeBases, statistics } from './purpose.ts'

/** A banner that asks for nothing is not published: without a purpose that needs consent there is none (law B1). */
export const asksForSomething: Rule = ({ purposes }) =>
  askedFor(purposes).length > 0
    ? []
    : [{ rule: 'B1', language: null, where: 'purposes', why: 'nothing-asked' }]

const layers = ['banner', 'panel'] as const
const refusals = { banner: 'refuse', panel: 'refuseAll' } as const

/** On both layers "no" is there and comes first: one click, without looking for it (law B3). */
export const refusalComesFirst: Rule = ({ buttons }) =>
  layers.flatMap((layer): Offence[] => {
    const names: readonly string[] = buttons[layer]
    const at = names.indexOf(refusals[layer])
    if (at === 0) return []
    const why = at === -1 ? 'refuse-missing' : 'refuse-not-first'
    return [{ rule: 'B3', language: null, where: layer, why }]
  })

/** For what is no text: the edge of a button (WCAG 2.2, 1.4.11). */
const shapeContrastMin = 3

/**
 * Both buttons take the same colours, so neither outweighs the other; but they must be seen to be buttons, and no mere text. It
 * is also what A2 asks of the shape of a control (law B4, A2).
 */
export const buttonsAreSeen: Rule = ({ theme }) =>
  contrast(theme.button, theme.paper) >= shapeContrastMin
    ? []
    : [{ rule: 'B4', language: null, where: 'button/paper', why: 'button-faint' }]

/** What is written can be read on its ground, 4.5 to 1, on the buttons too (law A2; WCAG 2.2, 1.4.3). */
export const textIsSeen: Rule = ({ theme }) =>
  (
    [
      ['ink', 'paper'],
      ['buttonInk', 'button'],
    ] as const
  )
    .filter(([ink, ground]) => contrast(theme[ink], theme[ground]) < contrastMin)
    .map((pair): Offence => ({ rule: 'A2', language: null, where: pair.join('/'), why: 'text-faint' }))

const purposeNames = Object.keys(statistics)

/** A purpose has no name but those we know: none says that it is on before anybody chose (law B5). */
export const nothingIsPreset: Rule = ({ purposes }) =>
  purposes
    .filter((purpose) => Object.keys(purpose).some((name) => !purposeNames.includes(name)))
    .map(({ id }): Offence => ({ rule: 'B5', language: null, where: id, why: 'preset' }))

/** No button beside the three of each layer: no extra click, no way around the choice (law B9). */
export const buttonsAreKnown: Rule = ({ buttons }) =>
  layers
    .filter((layer) => {
      const known: readonly string[] = noticeButtons[layer]
      const shown: readonly string[] = buttons[layer]
      return shown.length > known.length || shown.some((name) => !known.includes(name))
    })
    .map((layer): Offence => ({ rule: 'B9', language: null, where: layer, why: 'button-unknown' }))

/** Each purpose is exempt or asked for; there is no third ground (law B9). */
export const basesAreKnown: Rule = ({ purposes }) =>
  purposes
    .filter(({ basis }) => !purposeBases.includes(basis))
    .map(({ id }): Offence => ({ rule: 'B9', language: null, where: id, why: 'basis-unknown' }))

/** Who asks is known in full: name, address, and where to write to (law B6). */
export const controllerIsKnown: Rule = ({ controller }) =>
  (['name', 'address', 'email'] as const)
    .filter((part) => isBlank(controller[part]))
    .map((part): Offence => ({
      rule: 'B6',
      language: null,
      where: `controller.${part}`,
      why: 'controller-empty',
    }))

/** Each answer is to one thing: no two share an id (law B10). */
export const idsDiffer: Rule = ({ purposes }) => {
  const ids = purposes.flatMap(({ id, services }) => [id, ...services.map((service) => service.id)])
  return [...new Set(ids.filter((id, nth) => ids.indexOf(id) !== nth))].map((where): Offence => ({
    rule: 'B10',
    language: null,
    where,
    why: 'same-id',
  }))
}

const isWithin = (host: string, other: string) => host === other || host.endsWith(`.${other}`)

/**
 * Third parties are asked for one by one: two that get the data are two services, whose pages show something of theirs is named,
 * and no address belongs to two of them, since a yes to one would then be a yes to the other (law B10).
 */
export const partiesAreApart: Rule = ({ purposes }) => {
  const asked = askedFor(purposes)
  const services = asked.flatMap((purpose) => purpose.services.map((service) => ({ purpose, service })))
  const offence = (where: string, why: LintFault): Offence => ({ rule: 'B10', language: null, where, why })
  return [
    ...asked
      .filter(({ services, recipients }) => services.length === 0 && new Set(recipients).size > 1)
      .map(({ id }) => offence(id, 'parties-together')),
    ...asked
      .filter(({ services, elements }) => services.length === 0 && elements.includes('third-party-content'))
      .map(({ id }) => offence(id, 'party-missing')),
    ...services
      .filter(({ service }, nth) =>
        services.some(
          (other, otherNth) =>
            nth !== otherNth &&
            service.hosts.some((host) => other.service.hosts.some((theirs) => isWithin(host, theirs))),
        ),
      )
      .map(({ purpose }) => offence(purpose.id, 'host-shared')),
  ]
}

/** Each language that is promised is there, and nothing is promised in none (law A4). */
export const languagesAreThere: Rule = ({ languages, texts }) =>
  languages.length === 0
    ? [{ rule: 'A4', language: null, where: 'languages', why: 'language-missing' }]
    : languages
        .filter((language) => texts[language] === undefined)
        .map((language): Offence => ({ rule: 'A4', language, where: 'texts', why: 'language-missing' }))
