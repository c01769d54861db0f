/**
 * Remembers the answers of a pure function for the texts seen last. Two generations: when the young one is full it
 * becomes the old one, and what was in the old one is forgotten unless it was asked for meanwhile. A hit is one look-up,
 * there is no list to keep in order, and a flood of new texts costs no more memory than `entriesMax`.
 *
 * Keys are held in this process's memory alone and beside nothing else of a request.
 */
export function boundedCache<T>(entriesMax: number, compute: (text: string) => T): (text: string) => T {
  const generationMax = Math.ceil(entriesMax / 2)
  let young = new Map<string, T>()
  let old = new Map<string, T>()
  return (text) => {
    const known = young.get(text)
    if (known !== undefined) return known
    const value = old.get(text) ?? compute(text)
    if (young.size >= generationMax) {
      old = young
      young = new Map()
    }
    young.set(text, value)
    return value
  }
}
