/**
 * Marked values and all the spellings in which they could come out. Only what must not be kept is marked: an address
 * shows its network on purpose, so a spelling counts as found only when it holds bits beyond the truncation.
 */

export interface Marks {
  readonly ipv4: string
  /** All eight groups, four digits each where they differ from zero, so that no group is shortened. */
  readonly ipv6: string
  /** Texts that stand for a person; found in any case, also percent-encoded, base64 or hex. */
  readonly texts: Readonly<Record<'mail' | 'agent' | 'token', string>>
}

export const marks: Marks = {
  ipv4: '203.0.113.77',
  ipv6: '2001:db8:abcd:1234:5678:9abc:def0:1234',
  texts: {
    mail: 'marked.tenant@canary-mail.example',
    agent: 'Waldhoorn-7f3e9c2b',
    token: 'mrkTok9Zx4Wv7Ut2Sr5Qp8Nm3Lk6Jh1',
  },
}

/** Planted by the test itself where a scan looks, to show that it can see there. */
export const control: Marks = {
  ipv4: '198.51.100.99',
  ipv6: '2001:db8:fedc:4321:8765:cba9:0fed:4321',
  texts: {
    mail: 'planted.control@control-mail.example',
    agent: 'Klokkenspel-1b4d8e6a',
    token: 'plnTok2Ab5Cd8Ef1Gh4Ij7Kl3Mn6Op9',
  },
}

const octetsOf = (ipv4: string): number[] => ipv4.split('.').map(Number)
const hex = (bytes: readonly number[], separator = '') =>
  bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(separator)
const groupsOf = (ipv6: string): string[] => ipv6.split(':').map((group) => group.padStart(4, '0'))
const bytesOf = (ipv6: string): number[] =>
  groupsOf(ipv6).flatMap((group) => [
    Number.parseInt(group.slice(0, 2), 16),
    Number.parseInt(group.slice(2), 16),
  ])

/** The three ways in which base64 can hold a text, by where it begins; without the ends that depend on the neighbours. */
function base64s(bytes: Buffer): string[] {
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const from = Math.ceil((before * 8) / 6)
    const until = Math.floor(((before + bytes.length) * 8) / 6)
    return encoded.slice(from, until)
  })
}

function spellingsOfIPv4(ipv4: string): string[] {
  const octets = octetsOf(ipv4)
  const reversed = octets.toReversed()
  const number = octets.reduce((sum, octet) => sum * 256 + octet, 0)
  return [
    ipv4,
    octets.join('-'),
    octets.join('_'),
    reversed.join('.'),
    reversed.join('-'),
    octets.map((octet) => String(octet).padStart(3, '0')).join('.'),
    octets.map((octet) => `0${octet.toString(8)}`).join('.'),
    String(number),
    hex(octets),
    hex(octets, ':'),
    hex(octets, '-'),
    hex(octets, ' '),
    hex(octets, '.'),
    octets.map((octet) => `0x${octet.toString(16)}`).join('.'),
    `${hex(octets.slice(0, 2))}:${hex(octets.slice(2))}`,
    hex(reversed),
    encodeURIComponent(ipv4).replaceAll('.', '%2E'),
    // The text as bytes, as a dump of a bytea column or of a WAL record would show it.
    Buffer.from(ipv4).toString('hex'),
  ]
}

/** Whole, and each way of writing the 64 bits that tell a device, and what follows the stored 32. */
function spellingsOfIPv6(ipv6: string): string[] {
  const groups = groupsOf(ipv6)
  const bytes = bytesOf(ipv6)
  const device = bytes.slice(8)
  const whole = BigInt(`0x${hex(bytes)}`).toString()
  return [
    ipv6,
    // The /48 that enters the day's key, and is stored nowhere.
    ipv6.split(':').slice(0, 3).join(':'),
    groups.slice(2, 4).join(':'),
    groups.slice(4, 6).join(':'),
    groups.slice(6).join(':'),
    groups.slice(4).join('-'),
    groups.slice(4).join(''),
    groups.slice(2, 4).join(''),
    hex(device, ':'),
    hex(device, ' '),
    hex(bytes.toReversed()).slice(0, 16),
    hex(bytes).split('').toReversed().join('.').slice(0, 31),
    whole,
    groups.slice(4).join('%3A'),
    groups.slice(4).join('%3a'),
    Buffer.from(groups.slice(4).join(':')).toString('hex'),
  ]
}

const spellingsOfText = (text: string): string[] => [
  text,
  encodeURIComponent(text),
  Buffer.from(text).toString('hex'),
  text.split('').toReversed().join(''),
]

export interface Spelling {
  readonly of: string
  readonly bytes: Buffer
  /** Base64 tells cases apart; everything else is looked for in any case. */
  readonly anyCase: boolean
}

/** As PostgreSQL keeps an address: family, bits, octets (`inet_struct`). A truncated one has other bits. */
function stored(marks: Marks): Spelling[] {
  return [
    { of: 'ipv4 in an inet', bytes: Buffer.from([2, 32, ...octetsOf(marks.ipv4)]), anyCase: false },
    { of: 'ipv6 in bytes', bytes: Buffer.from(bytesOf(marks.ipv6).slice(4)), anyCase: false },
    { of: 'the /48 in bytes', bytes: Buffer.from(bytesOf(marks.ipv6).slice(0, 6)), anyCase: false },
  ]
}

/** Every spelling of every marked value, each once. */
export function spellingsOf(given: Marks): Spelling[] {
  const texts: (readonly [string, string])[] = [
    ...spellingsOfIPv4(given.ipv4).map((text) => ['ipv4', text] as const),
    ...spellingsOfIPv6(given.ipv6).map((text) => ['ipv6', text] as const),
    ...Object.entries(given.texts).flatMap(([of, text]) =>
      spellingsOfText(text).map((one) => [of, one] as const),
    ),
  ]
  const encoded = [
    ['ipv4', given.ipv4] as const,
    ['ipv6', given.ipv6] as const,
    ...Object.entries(given.texts),
  ].flatMap(([of, text]) => base64s(Buffer.from(text)).map((one) => [of, one] as const))
  const all = [
    ...texts.map(([of, text]) => ({ of, bytes: Buffer.from(text.toLowerCase()), anyCase: true })),
    ...encoded.map(([of, text]) => ({ of: `${of} in base64`, bytes: Buffer.from(text), anyCase: false })),
    ...stored(given),
  ]
  return [...new Map(all.map((one) => [`${one.anyCase} ${one.bytes.toString('hex')}`, one])).values()]
}

const lowerCase = (bytes: Buffer): Buffer => {
  const lower = Buffer.from(bytes)
  for (let at = 0; at < lower.length; at += 1) {
    const byte = lower[at] ?? 0
    if (byte >= 65 && byte <= 90) lower[at] = byte + 32
  }
  return lower
}

/** Which spellings stand in some bytes; said by kind and spelling. */
export function findMarks(bytes: Buffer, spellings: readonly Spelling[]): string[] {
  const lower = lowerCase(bytes)
  return spellings
    .filter((spelling) => (spelling.anyCase ? lower : bytes).includes(spelling.bytes))
    .map((spelling) => `${spelling.of}: ${spelling.bytes.toString('latin1')}`)
}
