import fc from 'fast-check'
import { expect, test } from 'vitest'
import { writeCsv } from '../../src/stats/export.ts'

const cellOf = (value: string | number | null) =>
  writeCsv(['a'], [{ a: value }]).slice('a\r\n'.length, -'\r\n'.length)

test.each([
  ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
  ['+1', `'+1`],
  ['-1', `'-1`],
  ['@SUM', `'@SUM`],
  ['\tx', `"'\tx"`],
  ['\rx', `"'\rx"`],
  ['\nx', `"'\nx"`],
  ['\0x', `'\0x`],
  ['\uff1d1', `'\uff1d1`],
  ['\uff0b1', `'\uff0b1`],
  ['\uff0d1', `'\uff0d1`],
  ['\uff201', `'\uff201`],
])('S-14: %j can not be a formula', (value, written) => {
  expect(cellOf(value)).toBe(written)
})

test.each([
  ['/aanbod', '/aanbod'],
  ['2026', '2026'],
  [':id', ':id'],
  ['?', '?'],
  ['a=b', 'a=b'],
  ['Chrome 142', 'Chrome 142'],
  ['', ''],
  ['a,b', '"a,b"'],
  ['a;=1+1', '"a;=1+1"'],
  ['a"b', '"a""b"'],
  ['a\r\nb', '"a\r\nb"'],
])('an ordinary text such as %j stays what it is', (value, written) => {
  expect(cellOf(value)).toBe(written)
})

test('S-14: numbers stay numbers, negative ones too; nothing is an empty cell', () => {
  expect([cellOf(-5), cellOf(0.25), cellOf(null)]).toEqual(['-5', '0.25', ''])
})

test('RFC 4180: a header, a line for each row, each ended by CRLF', () => {
  expect(
    writeCsv(
      ['value', 'visits'],
      [
        { value: 'a', visits: 1 },
        { value: 'b', visits: 2 },
      ],
    ),
  ).toBe('value,visits\r\na,1\r\nb,2\r\n')
  expect(writeCsv(['value'], [])).toBe('value\r\n')
})

/** A reader of RFC 4180 in plain steps. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  let cell = ''
  let quoted = false
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at]
    if (quoted) {
      if (sign !== '"') cell += sign
      else if (text[at + 1] === '"') cell += text[(at += 1)]
      else quoted = false
    } else if (sign === '"' && cell === '') quoted = true
    else if (sign === ',') {
      rows.at(-1)?.push(cell)
      cell = ''
    } else if (sign === '\r' && text[at + 1] === '\n') {
      rows.at(-1)?.push(cell)
      cell = ''
      rows.push([])
      at += 1
    } else cell += sign
  }
  return rows.slice(0, -1)
}

test('property: what is read back is what was written, but for the apostrophe, and no cell begins as a formula', () => {
  const text = fc.string({
    unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '"', ',', ';', 'a', '/', '\uff1d'),
    maxLength: 6,
  })
  fc.assert(
    fc.property(fc.array(fc.record({ a: text, b: text }), { maxLength: 5 }), (rows) => {
      const [, ...read] = readCsv(writeCsv(['a', 'b'], rows))
      expect(read).toHaveLength(rows.length)
      for (const [nth, { a, b }] of rows.entries())
        for (const [at, value] of [a, b].entries()) {
          const cell = read[nth]?.[at] ?? ''
          expect([value, `'${value}`]).toContain(cell)
          expect(cell).not.toMatch(/^[=+\-@\t\r\n\uff1d]/)
        }
    }),
  )
})
