/** On which ground of the law a request may be refused, or in part; each has its sentence in the letter (art. 12(4) GDPR). */

export const refusalGrounds = [
  /** Manifestly unfounded, which we have to show: art. 12(5). */
  'unfounded',
  /** Manifestly excessive, as above. */
  'excessive',
  /** Rights and freedoms of others: art. 15(4), 23(1)(i). */
  'others',
  /** Art. 17(3)(a). */
  'expression',
  /** Art. 17(3)(b). */
  'legal-duty',
  /** Legal claims: art. 17(3)(e), 18(2), 21(1). */
  'claims',
  /** Compelling legitimate grounds: art. 21(1). Never against direct marketing: art. 21(3). */
  'interest',
  /** The data are right as they are: art. 16. */
  'correct',
  /** None of the grounds that the right rests on: art. 17(1), 18(1). */
  'no-ground',
] as const
export type RefusalGround = (typeof refusalGrounds)[number]
