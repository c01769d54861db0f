import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { writeHead, writeReader, type ExportedReader } from '../../src/subscriber/export.ts'
import { readCell, writeRecord } from '../../src/subscriber/import-cell.ts'
import { guessColumns } from '../../src/subscriber/import-columns.ts'
import { columnsMax, readFile, type FileRow } from '../../src/subscriber/import-file.ts'
import { readMoment, readProof, readRow, writeProof } from '../../src/subscriber/import-row.ts'
import { readerRows } from './reader-file.ts'

const now = new Date('2026-11-23T11:00:00Z')

async function* inChunks(bytes: Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function read(file: string | Uint8Array, size?: number) {
  const rows: FileRow[] = []
  const bytes = typeof file === 'string' ? Buffer.from(file) : file
  const reading = await readFile(inChunks(bytes, size), async (some) => void rows.push(...some))
  return { reading, rows, cells: rows.map(({ cells }) => cells) }
}

/** As a file of ours would be taken: what each row says, or why not. */
async function readPeople(file: string | Uint8Array) {
  const { reading, rows } = await read(file, 1024)
  if (!reading.ok) return reading.fault
  const columns = guessColumns(reading.names)
  return rows.map(({ cells }) => {
    const row = readRow(cells, reading.width, columns, now)
    return row.ok ? row.person : row.refusal
  })
}

/** What Windows has where Latin-1 has nothing to see. */
const windows1252 = (text: string): Buffer =>
  Buffer.from(
    text
      .replaceAll('€', '\u0080')
      .replaceAll('’', '\u0092')
      .replaceAll('Œ', '\u008c')
      .replaceAll('Ž', '\u008e'),
    'latin1',
  )

const head = 'E-mailadres;Naam;Toestemming_op;Toestemming_via'
const proof = '2024-05-01;open dag'

describe('a file is read', () => {
  test.each([
    ['commas', 'email,name\r\na@x.nl,"Bakker, Anna"\r\n', ['a@x.nl', 'Bakker, Anna']],
    ['semicolons', 'email;name\na@x.nl;"Anna; of Ans"\n', ['a@x.nl', 'Anna; of Ans']],
    ['tabs', 'email\tname\ra@x.nl\tAnna\r', ['a@x.nl', 'Anna']],
    ['a line that names its separator', 'sep=|\r\nemail|name\r\na@x.nl|Anna', ['a@x.nl', 'Anna']],
    [
      'names with the other separator in quotes',
      '"e-mail, privé";"a,b";naam\na@x.nl;;Anna',
      ['a@x.nl', '', 'Anna'],
    ],
    ['no line end at the end', 'email;name\na@x.nl;Anna', ['a@x.nl', 'Anna']],
    ['one column', 'email\na@x.nl\n', ['a@x.nl']],
    [
      'quotes within quotes and line ends within',
      'email;name\na@x.nl;"Anna ""An""\r\nBakker"',
      ['a@x.nl', 'Anna "An"\r\nBakker'],
    ],
    ['quotes in the middle of a cell', 'email;name\na@x.nl;Anna "An" Bakker', ['a@x.nl', 'Anna "An" Bakker']],
  ])('with %s', async (_, file, expected) => {
    for (const size of [1, 3, 4096]) {
      const { reading, cells } = await read(file, size)
      expect(reading).toMatchObject({ ok: true, rows: 1 })
      expect(cells).toEqual([expected])
    }
  })

  test.each([
    ['UTF-8', Buffer.from(`${head}\r\na@x.nl;Zoë Žižek – €;${proof}`)],
    ['UTF-8 with its mark', Buffer.from(`\ufeff${head}\r\na@x.nl;Zoë Žižek – €;${proof}`)],
    ['UTF-16LE with its mark', Buffer.from(`\ufeff${head}\r\na@x.nl;Zoë Žižek – €;${proof}`, 'utf16le')],
    ['UTF-16LE without', Buffer.from(`${head}\r\na@x.nl;Zoë Žižek – €;${proof}`, 'utf16le')],
  ])('in %s', async (_, bytes) => {
    for (const size of [1, 2, 3, 700]) {
      const { reading, cells } = await read(bytes, size)
      expect(reading).toMatchObject({ ok: true, width: 4 })
      expect(cells[0]?.[1]).toBe('Zoë Žižek – €')
    }
  })

  test('in Windows-1252, also where the first letter of it comes late or at the very end', async () => {
    const far = Array.from({ length: 200 }, (_, nth) => `a${nth}@x.nl;Anna;${proof}`).join('\r\n')
    for (const [name, file] of [
      ['d’Œuvre € é', `${head}\r\na@x.nl;d’Œuvre € é;${proof}\r\n`],
      ['d’Œuvre € é', `${head}\r\n${far}\r\na@x.nl;d’Œuvre € é;${proof}\r\n`],
      ['Zoé', `naam\r\nZoé`],
    ] as const)
      for (const size of [1, 5, 64]) {
        const { cells } = await read(windows1252(file), size)
        expect(cells.at(-1)).toContain(name)
      }
  })

  test('a bad byte in what was UTF-8 until there is a bad byte, and not the end of it', async () => {
    const bytes = Buffer.concat([
      Buffer.from('naam\nZoë\n'),
      Buffer.from([0xe9, 0x0a]),
      Buffer.from('Žižek\n'),
    ])
    expect((await read(bytes, 4096)).cells).toEqual([['Zoë'], ['\ufffd'], ['Žižek']])
  })

  test('rows are numbered as a spreadsheet numbers them, and empty ones left out', async () => {
    const { rows, reading } = await read('email;naam\n\na@x.nl;A\n;\n;;;\n"b@x.nl";B\n')
    expect(rows.map(({ rowNo }) => rowNo)).toEqual([3, 6])
    expect(reading).toMatchObject({ rows: 2, lastRow: 6 })
  })

  test('without names its first row is a person, and no name of a column', async () => {
    const { reading, rows } = await read('a@x.nl;Anna\nb@x.nl;Bert\n')
    expect(reading).toMatchObject({ ok: true, names: [], width: 2, rows: 2 })
    expect(rows[0]?.cells).toEqual(['a@x.nl', 'Anna'])
  })

  test('waits for whoever takes its rows, and hands on a few hundred at most', async () => {
    const sizes: number[] = []
    let busy = false
    const file = `email\n${'a@x.nl\n'.repeat(1_300)}`
    await readFile(inChunks(Buffer.from(file), 512), async (rows) => {
      expect(busy).toBe(false)
      busy = true
      await new Promise<void>((resolve) => setImmediate(resolve))
      busy = false
      sizes.push(rows.length)
    })
    expect(sizes).toEqual([500, 500, 300])
  })

  test('rows that are long are handed on sooner, so that what is in memory stays bounded', async () => {
    const sizes: number[] = []
    const file = `email;x\n${`a@x.nl;${'x'.repeat(60_000)}\n`.repeat(40)}`
    await readFile(inChunks(Buffer.from(file), 65_536), async (rows) => void sizes.push(rows.length))
    expect(Math.max(...sizes)).toBeLessThan(12)
    expect(sizes.reduce((sum, size) => sum + size)).toBe(40)
  })
})

describe('a file is refused', () => {
  test.each([
    ['with nothing in it', '', 'empty'],
    ['with blanks alone', ' \n\n;;\n', 'empty'],
    ['with names alone', 'email;naam\n', 'empty'],
    ['with a quote that never closes', `email;naam\na@x.nl;"Anna\n${'b@x.nl;Bert\n'.repeat(3)}`, 'quotes'],
    [
      'with a quote that takes in the rest',
      `email;naam\na@x.nl;"Anna\n${'b@x.nl;Bert\n'.repeat(20_000)}`,
      'quotes',
    ],
    ['with a line that has no end', `email;naam\n${'x'.repeat(300_000)}`, 'quotes'],
    [
      'with too many columns',
      `${Array.from({ length: columnsMax + 1 }, (_, nth) => `k${nth}`).join(';')}\na`,
      'too-many-columns',
    ],
    [
      'that is a picture',
      Buffer.from(Array.from({ length: 5_000 }, (_, nth) => (nth * 7919) % 256)),
      'quotes',
    ],
  ])('%s', async (_, file, fault) => {
    const { reading } = await read(file, 65_536)
    // A picture may look like a table: then none of it is a person.
    if (typeof file !== 'string' && reading.ok)
      expect(await readPeople(file)).not.toContainEqual(expect.any(Object))
    else expect(reading).toMatchObject({ ok: false, fault })
  })

  test('whoever sends it and stops halfway is no fault of the file', async () => {
    const broken = async function* () {
      yield Buffer.from('email\na@x.nl\n'.repeat(300))
      throw new Error('gone')
    }
    await expect(readFile(broken(), async () => {})).rejects.toThrow('gone')
    const full = async () => {
      throw new Error('database')
    }
    await expect(readFile(inChunks(Buffer.from('email\na@x.nl\n')), full)).rejects.toThrow('database')
  })
})

describe('columns are known by their names', () => {
  test.each([
    [
      ['E-mail', 'Naam', 'Taal', 'toestemming_op', 'Toestemming via', 'toestemming-tekst'],
      [0, 1, 2, 3, 4, 5],
    ],
    [
      ['consent_text', 'consent_source', 'consent_at', 'language', 'name', 'email'],
      [5, 4, 3, 2, 1, 0],
    ],
    [
      ['Voornaam', 'Naam', 'E-MAILADRES'],
      [2, 1, undefined, undefined, undefined, undefined],
    ],
    [
      ['mail', 'voornaam'],
      [0, 1, undefined, undefined, undefined, undefined],
    ],
    [
      ['telefoon', 'bsn'],
      [undefined, undefined, undefined, undefined, undefined, undefined],
    ],
    [[], [undefined, undefined, undefined, undefined, undefined, undefined]],
  ])('%j', (names, places) => {
    const { email, name, language, consentAt, consentSource, consentText } = guessColumns(names)
    expect([email, name, language, consentAt, consentSource, consentText]).toEqual(places)
  })
})

describe('a row', () => {
  const columns = { email: 0, name: 1, language: 2, consentAt: 3, consentSource: 4, consentText: 5 }
  const row = (...cells: string[]) => readRow(cells, 6, columns, now)
  const good = ['anna@example.nl', 'Anna', 'nl', '2024-05-01', 'open dag', 'Ja, stuur maar.']
  const but = (nth: number, cell: string) => row(...good.with(nth, cell))

  test('N6: is a person with the proof that it brought, in its own words', () => {
    expect(row(...good)).toEqual({
      ok: true,
      person: {
        email: 'anna@example.nl',
        name: 'Anna',
        language: 'nl',
        proof: { at: '2024-05-01', source: 'open dag', text: 'Ja, stuur maar.' },
        consentAt: new Date('2024-05-01T00:00:00Z'),
      },
    })
    expect(readProof(writeProof({ at: '2024-05-01', source: 'x', text: null }))).toEqual({
      at: '2024-05-01',
      source: 'x',
      text: null,
    })
    for (const other of ['Gebeld op 3 mei', '{}', '[]', 'null', '{"at":1,"source":"x"}', ''])
      expect(readProof(other)).toBeNull()
  })

  test.each([
    ['no address', 0, '  ', 'no-email'],
    ['what is none', 0, 'anna(at)example.nl', 'bad-email'],
    ['two at once', 0, 'a@x.nl, b@x.nl', 'bad-email'],
    ['one with a line end in it', 0, 'a@x.nl\r\nBcc: b@x.nl', 'bad-email'],
    ['one that is too long', 0, `${'a'.repeat(300)}@x.nl`, 'too-long'],
    ['a name that is too long', 1, 'x'.repeat(101), 'too-long'],
    ['no moment', 3, '', 'no-proof'],
    ['a moment that is none', 3, 'vorig jaar', 'no-proof'],
    ['a day that does not exist', 3, '31-02-2024', 'no-proof'],
    ['a moment to come', 3, '2027-01-01', 'no-proof'],
    ['a moment before there was mail', 3, '1-1-1970', 'no-proof'],
    ['no way', 4, '', 'no-proof'],
    ['a way that is too long', 4, 'x'.repeat(501), 'too-long'],
    ['a text that is too long', 5, 'x'.repeat(5_001), 'too-long'],
  ])('N1: with %s is refused', (_, nth, cell, refusal) => {
    expect(but(nth, cell)).toMatchObject({ ok: false, refusal })
  })

  test('with a cell too many is refused, unless that is empty; with fewer it has what it has', () => {
    expect(row(...good, 'x')).toMatchObject({ ok: false, refusal: 'too-many-columns' })
    expect(row(...good, '', ' ')).toMatchObject({ ok: true })
    expect(row(...good.slice(0, 5))).toMatchObject({ ok: true, person: { proof: { text: null } } })
    expect(row('a@x.nl')).toMatchObject({ ok: false, refusal: 'no-proof' })
  })

  test.each([
    ['Anna\r\nBcc: iemand@x.nl', 'Anna Bcc: iemand@x.nl'],
    ['Anna\u2028\u0000<b>Bakker</b>', 'Anna b Bakker /b'],
    ['\u202eannA', 'annA'],
    ['  Anna   Bakker ', 'Anna Bakker'],
    ['Zoe\u0308', 'Zoë'],
    ['<>', null],
    ['', null],
  ])('keeps a name without what steers a machine: %j', (written, name) => {
    expect(but(1, written)).toMatchObject({ ok: true, person: { name } })
  })

  test.each([
    ['nl', 'nl'],
    ['', 'nl'],
    ['Frans', 'nl'],
    ['en', 'en'],
    ['en-GB', 'en'],
    ['Engels', 'en'],
    ['English', 'en'],
    ['enschedees', 'nl'],
  ])('of %j reads %s', (written, language) => {
    expect(but(2, written)).toMatchObject({ ok: true, person: { language } })
  })

  test.each([
    ['2024-05-01', '2024-05-01T00:00:00.000Z'],
    ['2024-5-1 10:20', '2024-05-01T10:20:00.000Z'],
    ['2024-05-01T10:20:30.123456Z', '2024-05-01T10:20:30.000Z'],
    ['2024-05-01T10:20:30+02:00', '2024-05-01T08:20:30.000Z'],
    ['1-5-2024', '2024-05-01T00:00:00.000Z'],
    ['01/05/2024 10:20:30', '2024-05-01T10:20:30.000Z'],
    ['29.02.2024', '2024-02-29T00:00:00.000Z'],
    ['05/13/2024', null],
    ['29-02-2023', null],
    ['2024-05-01T25:00:00Z', null],
    ['2024', null],
    ['2024-05-01; drop', null],
  ])('the moment %j is %s', (text, at) => {
    expect(readMoment(text)?.toISOString() ?? null).toBe(at)
  })
})

describe('S-14: a cell that a spreadsheet would run', () => {
  test.each([
    '=1+1',
    '+31612345678',
    '-x',
    '@SUM(A1)',
    '=HYPERLINK("https://kwaad.example","klik")',
    '＝1+1',
  ])('%j leaves as text, and comes back as it was', async (formula) => {
    const line = writeRecord([formula])
    expect(line.replace(/^"/, '')).toMatch(/^'/)
    const { cells } = await read(`naam\r\n${line}`, 4096)
    expect(cells[0]?.map(readCell)).toEqual([formula])
  })

  test('and one that is none, such as a name that begins with an apostrophe, is left alone', () => {
    expect(writeRecord(["'t Hooft", "d'Hondt", 'a=b'])).toBe("'t Hooft;d'Hondt;a=b\r\n")
    expect(readCell("'t Hooft")).toBe("'t Hooft")
  })

  test('any text, trimmed and without NUL, comes back as it was', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({
        unit: fc.constantFrom("'", '"', '=', '+', '-', '@', ';', ',', '\t', '\r', '\n', 'a', ' ', '＝'),
      }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 6 }), async (texts) => {
        const meant = texts.map((one) => one.toWellFormed().replaceAll('\0', '').trim())
        const { cells } = await read(`kop\r\n${writeRecord(['x', ...meant])}`, 4096)
        expect(cells[0]?.map(readCell).slice(1)).toEqual(meant)
      }),
    )
  })
})

test('what is exported is read again as the same people, whatever they are called', async () => {
  const columns = {
    email: 'e-mailadres',
    name: 'naam',
    language: 'taal',
    consentAt: 'toestemming_op',
    consentSource: 'toestemming_via',
    consentText: 'toestemming_tekst',
  }
  await fc.assert(
    fc.asyncProperty(readerRows(now), async (readers: readonly ExportedReader[]) => {
      const file = writeHead({ columns }) + readers.map(writeReader).join('')
      const people = await readPeople(file)
      expect(people).toMatchObject(
        readers.map(({ email, name, language, proof: { at, source, text } }) => ({
          email,
          name,
          language,
          proof: { at, source, text },
        })),
      )
      expect(people).toHaveLength(readers.length)
    }),
    { numRuns: 60 },
  )
})
