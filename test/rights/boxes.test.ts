/** Each box of the rights desk has a row in docs/privacy.md, and the tests that it names say that they are about it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../architecture/source-files.ts'

const boxes = Array.from({ length: 46 }, (_, nth) => `A-${String(nth + 1).padStart(2, '0')}`)

/** At the beginning of a title, alone or in a list of lines and boxes (`R-13, A-42: …`). */
const names = (text: string, box: string): boolean =>
  new RegExp(`['"\`](?:[A-Z]-?\\d+(?:, | and ))*${box}(?:(?:, | and )[A-Z]-?\\d+)*: `).test(text)

test('A-01 to A-46: every box has a row in docs/privacy.md that names tests, and their titles begin with its number', () => {
  const rows = readFileSync(join(root, 'docs/privacy.md'), 'utf8').split('\n')
  const wrong = boxes.filter((box) => {
    const row = rows.find((one) => one.startsWith(`| ${box} |`)) ?? ''
    const files = [...row.matchAll(/`(test\/[\w./-]+\.tsx?)`/g)].map(([, file = '']) => file)
    return files.length === 0 || !files.every((file) => names(readFileSync(join(root, file), 'utf8'), box))
  })
  expect(wrong).toEqual([])
})
