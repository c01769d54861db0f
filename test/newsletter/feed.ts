/** RSS as a strict reader of XML takes it. */
import { Parser } from 'htmlparser2'

type Fields = Record<string, string>

/** Throws where the text is no well-formed XML: an element that is not closed by its own end, or a stray sign. */
export function readFeed(xml: string): { readonly channel: Fields; readonly items: readonly Fields[] } {
  if (/&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)/i.test(xml)) throw new Error('a stray &')
  const channel: Fields = {}
  const items: Fields[] = []
  const open: string[] = []
  const parser = new Parser(
    {
      onopentag(name) {
        open.push(name)
        if (name === 'item') items.push({})
      },
      ontext(text) {
        const name = (open.at(-1) ?? '').toLowerCase()
        const into = open.includes('item') ? items.at(-1) : channel
        if (into) into[name] = (into[name] ?? '') + text
      },
      onclosetag(name, isImplied) {
        const into = open.includes('item') ? items.at(-1) : channel
        const key = name.toLowerCase()
        if (into?.[key] !== undefined) into[key] = into[key].trim()
        if (open.pop() !== name || (isImplied && name !== 'atom:link'))
          throw new Error(`${name} is not closed`)
      },
    },
    { xmlMode: true, decodeEntities: true },
  )
  parser.write(xml)
  parser.end()
  return { channel, items }
}
