/**
 * Signs of a person in text that a link carries: people put addresses of mail, telephone and network there, and systems
 * put tokens that stand for one person. Better to lose a campaign's name than to keep one of these.
 */

const mail = /[@\uff20]/
// Dotted, or dashed as providers name their lines (`203-0-113-77.provider.example`); reversed it looks the same.
const ipv4 = /(?<!\d)(?:\d{1,3}[-._]){3}\d{1,3}(?!\d)/
// Three colons at least, so that `nl:fb:ad` and a time of day pass.
const ipv6 = /(?<!\w)(?=[a-f:]*\d)(?:[\da-f]{0,4}:){3,}/i
// `cb00714d` is an IPv4 too. Letters and digits have to take turns, so that `cafe2026` passes.
const hexadecimalIPv4 = /(?:(?<![a-z\d])|(?<=0x))(?=[a-f]+\d+[a-f]|\d+[a-f]+\d)[\da-f]{8}(?![a-z\d])/i
// An IPv4 as one number; also the number of a person's account that some networks give a host of its own.
const decimalIPv4 = /\d{9}/
const isoDay = /(?<!\d)20\d\d([-_.]?)(?:0\d|1[0-2])\1(?:[0-2]\d|3[01])(?!\d)/g
// Telephone, citizen service and bank numbers have nine digits or more; a day, which campaigns do carry, has eight.
const longNumber = /\d(?:[ .\-+()]{0,2}\d){8}/
const uuid = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/i
const longHexadecimal = /[\da-f]{16,}/gi
const unbroken = /[A-Za-z\d]{16,}/g
const kindChange = /[a-z](?=[A-Z\d])|[A-Z](?=\d)|\d(?=[A-Za-z])/g

// `NieuwsbriefNov2026Huurders` changes kind three times; of random letters and digits, sixteen change seven times.
const kindChangesMax = 4

// Each decoder along the way may have left a layer; nobody wraps an honest name three times.
const layersMax = 3

/** True for text that holds an address of IPv4 (dotted, dashed, as a number) or IPv6, or a hexadecimal token. */
export const holdsMachineAddress = (text: string): boolean =>
  ipv4.test(text) ||
  ipv6.test(text) ||
  hexadecimalIPv4.test(text) ||
  decimalIPv4.test(text) ||
  (text.match(longHexadecimal) ?? []).some((run) => /\d/.test(run))

/**
 * True for text with something like a mail or network address, a long number, a UUID or a random token, also behind
 * percent-encoding. A random token of fewer than 16 characters passes. The worst 1,024 characters cost half a millisecond.
 */
export function looksPersonal(text: string): boolean {
  let decoded = text
  for (let layer = 0; layer < layersMax && decoded.includes('%'); layer++) decoded = decodeOnce(decoded)
  return (
    mail.test(decoded) ||
    uuid.test(decoded) ||
    holdsMachineAddress(decoded) ||
    longNumber.test(decoded.replace(isoDay, ' – ')) ||
    (decoded.match(unbroken) ?? []).some((word) => (word.match(kindChange)?.length ?? 0) > kindChangesMax)
  )
}

// Byte by byte: the signs are all ASCII, and a broken sequence must not throw.
const decodeOnce = (text: string): string =>
  text.replace(/%([\da-f]{2})/gi, (_, byte: string) => String.fromCharCode(Number.parseInt(byte, 16)))
