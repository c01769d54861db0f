/**
 * What a notice may not be, before anyone is asked with it: the rules of law 4b and 4f that can be read off the notice itself. A
 * notice with an offence is not published. Each rule is a function from a notice to its offences; the list is the documentation.
 * What only a browser can show (B2; size and place of what is drawn; focus) is held by tests of the banner. Pure.
 */
import {
  asksForSomething,
  basesAreKnown,
  buttonsAreKnown,
  buttonsAreSeen,
  controllerIsKnown,
  idsDiffer,
  languagesAreThere,
  nothingIsPreset,
  partiesAreApart,
  refusalComesFirst,
  textIsSeen,
} from './lint-form.ts'
import {
  isReadable,
  labelsArePlain,
  noLegitimateInterest,
  noWall,
  nothingIsSaidToBeOn,
  nothingJumpsOut,
  wordsAreHonest,
} from './lint-prose.ts'
import {
  firstLayerIsShort,
  firstLayerNames,
  labelsAreEqual,
  languageIsTrue,
  placesAreFilled,
  purposesAreApart,
  regionsAreNamed,
  saysHowToWithdraw,
} from './lint-texts.ts'
import type { Notice, ShownTexts } from './notice.ts'
import type { NoticeLanguage } from './texts.ts'

/** What is wrong; each has a sentence in `lint-sentences.ts`. */
export type LintFault =
  | 'nothing-asked'
  | 'refuse-missing'
  | 'refuse-not-first'
  | 'labels-unequal'
  | 'button-faint'
  | 'preset'
  | 'already-on'
  | 'implied-yes'
  | 'controller-empty'
  | 'controller-unnamed'
  | 'purpose-unnamed'
  | 'service-unnamed'
  | 'placeholder-unknown'
  | 'withdraw-unsaid'
  | 'refuse-not-plain'
  | 'accept-not-plain'
  | 'customise-misleads'
  | 'steering'
  | 'vague'
  | 'needed'
  | 'nudging-sign'
  | 'shouting'
  | 'invisible-sign'
  | 'sentence-long'
  | 'word-long'
  | 'hard-to-read'
  | 'button-unknown'
  | 'basis-unknown'
  | 'legitimate-interest'
  | 'same-id'
  | 'same-name'
  | 'names-another'
  | 'parties-together'
  | 'party-missing'
  | 'host-shared'
  | 'wall'
  | 'first-layer-long'
  | 'text-faint'
  | 'unlabelled'
  | 'language-missing'
  | 'direction-wrong'
  | 'script-wrong'

export interface Offence {
  readonly rule:
    | 'B1'
    | 'B3'
    | 'B4'
    | 'B5'
    | 'B6'
    | 'B7'
    | 'B8'
    | 'B9'
    | 'B10'
    | 'B11'
    | 'B12'
    | 'A2'
    | 'A3'
    | 'A4'
  readonly language: NoticeLanguage | null
  /** Name of a text, of a colour pair, of a layer, or id of a purpose. */
  readonly where: string
  readonly why: LintFault
}

export type Rule = (notice: Notice) => Offence[]
/** One that looks at each language by itself. */
export type LanguageRule = (
  texts: ShownTexts,
  language: NoticeLanguage,
  notice: Notice,
) => Omit<Offence, 'language'>[]

export const lintRules: readonly Rule[] = [
  asksForSomething,
  refusalComesFirst,
  labelsAreEqual,
  buttonsAreSeen,
  nothingIsPreset,
  nothingIsSaidToBeOn,
  controllerIsKnown,
  firstLayerNames,
  placesAreFilled,
  saysHowToWithdraw,
  labelsArePlain,
  wordsAreHonest,
  nothingJumpsOut,
  isReadable,
  buttonsAreKnown,
  basesAreKnown,
  noLegitimateInterest,
  idsDiffer,
  partiesAreApart,
  purposesAreApart,
  noWall,
  firstLayerIsShort,
  textIsSeen,
  regionsAreNamed,
  languagesAreThere,
  languageIsTrue,
]

/** All offences of a notice, each once; none: it may be published. Never throws on a notice as `makeNotice` makes them. */
export function lintNotice(notice: Notice): Offence[] {
  const found = lintRules.flatMap((rule) => rule(notice))
  const nameOf = ({ rule, language, where, why }: Offence) => JSON.stringify([rule, language, where, why])
  return [...new Map(found.map((offence) => [nameOf(offence), offence])).values()]
}
