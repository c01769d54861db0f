/** Packages for tests: whose they are, what they hold, and what is read of each form. */
import { inflateRawSync } from 'node:zlib'
import { askAsDesk, openPackage, releasePackage } from '../../src/answer/package.ts'
import { writePackage, type PackageFormat } from '../../src/answer/package-write.ts'
import type { CategoryName } from '../../src/answer/package-category.ts'
import { must } from '../../src/must.ts'
import type { Letter } from '../../src/ports.ts'
import type { RightsRequest } from '../../src/rights/request.ts'
import { staffId, takeMails } from '../rights/requesting.ts'
import { openFor, type House, type Life } from './life.ts'

/** Written as the desk reads it, while the request is open. */
export async function writeOut(
  { world: { ports }, site }: House,
  request: RightsRequest,
  format: PackageFormat,
): Promise<Buffer> {
  const opened = await openPackage(ports, site, request, askAsDesk(ports.db, site, request))
  const pieces: Buffer[] = []
  for await (const piece of writePackage(opened, format)) pieces.push(Buffer.from(piece))
  return Buffer.concat(pieces)
}

export interface WrittenCategory {
  readonly name: CategoryName
  readonly title: string
  readonly purposes: readonly string[]
  readonly grounds: readonly string[]
  readonly sources: readonly string[]
  readonly recipients: readonly string[]
  readonly periods: readonly string[]
  readonly rows: readonly Readonly<Record<string, unknown>>[]
  readonly count: number
}

export interface WrittenPackage {
  readonly [name: string]: unknown
  readonly categories: readonly WrittenCategory[]
}

export const readJson = (bytes: Buffer): WrittenPackage =>
  JSON.parse(bytes.toString('utf8')) as WrittenPackage

export const categoryOf = ({ categories }: WrittenPackage, name: CategoryName): WrittenCategory =>
  must(
    categories.find((one) => one.name === name),
    'every category is in it',
  )

/** How many rows a page says that each category has, and how many it shows. */
export function countsIn(html: string): Record<string, { readonly said: number; readonly shown: number }> {
  const sections = html.split('<section data-category="').slice(1)
  return Object.fromEntries(
    sections.map((section) => [
      section.slice(0, section.indexOf('"')),
      {
        said: Number(/<p class="count">([\d.]+) /.exec(section)?.[1]?.replaceAll('.', '') ?? 0),
        shown: section.match(/<li><dl>/g)?.length ?? 0,
      },
    ]),
  )
}

/** Entries of a zip file by its directory, as any program reads it. */
export function readZip(bytes: Buffer): Record<string, string> {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  let at = bytes.readUInt32LE(end + 16)
  const entries: [string, string][] = []
  for (let nth = 0; nth < bytes.readUInt16LE(end + 10); nth += 1) {
    const packed = bytes.readUInt32LE(at + 20)
    const nameBytes = bytes.readUInt16LE(at + 28)
    const begun = bytes.readUInt32LE(at + 42)
    const name = bytes.toString('ascii', at + 46, at + 46 + nameBytes)
    const from = begun + 30 + bytes.readUInt16LE(begun + 26) + bytes.readUInt16LE(begun + 28)
    const plain = inflateRawSync(bytes.subarray(from, from + packed))
    if (plain.length !== bytes.readUInt32LE(at + 24)) throw new Error(`${name} has another size`)
    entries.push([name, plain.toString('utf8')])
    at += 46 + nameBytes
  }
  return Object.fromEntries(entries)
}

/** Releases what somebody asked for, and answers the request as it stands then and the path of the link in the mail. */
export async function release(
  house: House,
  life: Pick<Life, 'email' | 'receiptId'>,
): Promise<{ readonly request: RightsRequest; readonly path: string }> {
  const { world, site } = house
  const asked = await openFor(house, life, 'access')
  const moved = await releasePackage(world.ports, site, asked, staffId)
  const request = must(moved.ok ? moved.request : null, 'it was open')
  const letter = must((await takeMails(house)).at(-1), 'a mail was queued')
  const path = /https?:\/\/[^/\s]+(\/rights\/download\/[\w-]+)/.exec(letter.text)?.[1]
  return { request, path: must(path, 'the mail has the link') }
}

/** The code in the last of some mails. */
export const codeIn = (mails: readonly Letter[]): string =>
  must(/(?<!\d)\d{8}(?!\d)/.exec(mails.at(-1)?.text ?? '')?.[0], 'the mail has a code')
