/** People as a file could have them, for tests of import and export: any that would be taken, and files of many. */
import fc from 'fast-check'
import { must } from '../../src/must.ts'
import { readName } from '../../src/subscriber/change.ts'
import { readEmail } from '../../src/subscriber/email.ts'
import type { ExportedReader } from '../../src/subscriber/export.ts'

/** Texts with all that has a meaning in CSV, in a spreadsheet or in a header. */
const text = (maxLength: number) =>
  fc
    .oneof(
      fc.string({ unit: 'binary', maxLength }),
      fc.string({
        unit: fc.constantFrom("'", '"', '=', '+', '-', '@', ';', ',', '\t', '\n', 'é', 'a', ' ', '＝'),
        maxLength,
      }),
    )
    .map((one) => one.toWellFormed().replaceAll('\0', '').trim())

const name = text(40).map((one) =>
  readName(
    one
      .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069<>]+/gu, ' ')
      .replaceAll(/\s+/g, ' '),
  ),
)

/** At least one person, each with an address of their own. */
export const readerRows = (now: Date): fc.Arbitrary<ExportedReader[]> =>
  fc.uniqueArray(
    fc.record({
      email: fc
        .tuple(fc.constantFrom('', '+', '-', "'-", '=', "o'"), fc.stringMatching(/^[a-z0-9]{1,12}$/))
        // Some of these can be no address: then they go without.
        .map(
          ([before, local]) =>
            readEmail(`${before}${local}@example.nl`) ?? must(readEmail(`${local}@example.nl`), 'it is one'),
        ),
      name,
      language: fc.constantFrom('nl' as const, 'en' as const),
      proof: fc.record({
        at: fc
          .date({ min: new Date('1990-01-01T00:00:00Z'), max: now, noInvalidDate: true })
          .map((at) => at.toISOString()),
        source: text(60).map((one) => one || 'formulier'),
        text: text(300).map((one) => one || null),
      }),
    }),
    { minLength: 1, maxLength: 12, selector: ({ email }) => email },
  )

/** A file of so many rows as it would be sent, made while it is read, and never whole in memory. Every tenth has no proof. */
export async function* fileOf(rows: number, rowsPerChunk = 400): AsyncGenerator<Uint8Array, void, undefined> {
  yield Buffer.from('\ufeffe-mailadres;naam;taal;toestemming_op;toestemming_via;toestemming_tekst\r\n')
  for (let at = 0; at < rows; at += rowsPerChunk) {
    let lines = ''
    for (let nth = at; nth < Math.min(at + rowsPerChunk, rows); nth += 1)
      lines += `lezer${nth}@example.nl;"Lezer ${nth}; é";nl;${nth % 10 === 9 ? '' : '2024-05-01'};open dag;Ja, stuur mij de nieuwsbrief.\r\n`
    yield Buffer.from(lines)
  }
}
