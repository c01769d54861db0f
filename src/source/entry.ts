/**
 * How the tables of known sources are written. One line an entry: `name | hosts | app ids | aliases`, words parted by
 * spaces; lines of one name add up; `#` begins a heading.
 *
 * - `facebook.com` is that host and all below it; `=google.nl` that host alone, where other services live below it;
 * - `pinterest.{nl,de}` is `pinterest.nl` and `pinterest.de`, as in a shell;
 * - an alias is what links say for it in `utm_source`, as `foldName` leaves it. The name itself need not be repeated.
 */
export interface Entry {
  readonly name: string
  /** Each with everything below it. */
  readonly hosts: readonly string[]
  /** Each without anything below it. */
  readonly hostsAlone: readonly string[]
  /** As after `android-app://`, in lower case: stores forbid two that differ in case alone. */
  readonly apps: readonly string[]
  readonly aliases: readonly string[]
}

export const readEntries = (table: string): Entry[] =>
  table
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(readEntry)

function readEntry(line: string): Entry {
  const [name = '', hosts = '', apps = '', aliases = ''] = line.split('|')
  const words = wordsOf(hosts).flatMap(expandBraces)
  return {
    name: name.trim(),
    hosts: words.filter((word) => !word.startsWith('=')),
    hostsAlone: words.filter((word) => word.startsWith('=')).map((word) => word.slice(1)),
    apps: wordsOf(apps.toLowerCase()),
    aliases: wordsOf(aliases),
  }
}

const wordsOf = (column: string): string[] => column.split(' ').filter((word) => word !== '')

function expandBraces(word: string): string[] {
  const [before = '', choices, after = ''] = word.split(/[{}]/)
  return choices === undefined ? [word] : choices.split(',').map((choice) => before + choice + after)
}

/** One spelling for a name: `LinkedIn`, `linked-in` and `Linked In` are the same to whoever tags a link. */
export const foldName = (name: string): string => name.toLowerCase().replace(/[\s_-]+/g, '')
