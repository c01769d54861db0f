/** A certificate that nobody but its maker vouches for (X.509, RFC 5280), made anew so that none in the tree can expire. */
import { generateKeyPairSync, sign } from 'node:crypto'

export interface SelfSigned {
  readonly key: string
  readonly cert: string
}

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}
const sequence = (...parts: readonly Uint8Array[]) => der(0x30, ...parts)
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'))
const number = (value: number) => der(0x02, Buffer.from([value]))
const bits = (content: Uint8Array) => der(0x03, Buffer.from([0]), content)

const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'))
const commonName = sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from('mail.test')))))
const validity = sequence(der(0x17, Buffer.from('200101000000Z')), der(0x18, Buffer.from('21260101000000Z')))
const extension = (id: string, value: Uint8Array) => sequence(oid(id), der(0x04, value))
/** It may vouch (CA), and it is for this machine: `localhost`, 127.0.0.1, and 0.0.0.0, which is no loopback address to us. */
const extensionsFor = (host: string) =>
  der(
    0xa3,
    sequence(
      extension('551d13', sequence(der(0x01, Buffer.from([255])))),
      extension(
        '551d11',
        sequence(
          der(0x82, Buffer.from(host)),
          der(0x87, Buffer.from([127, 0, 0, 1])),
          der(0x87, Buffer.from([0, 0, 0, 0])),
        ),
      ),
    ),
  )

/** `host`: the name that it is for. */
export function makeSelfSigned(host = 'localhost'): SelfSigned {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const toSign = sequence(
    der(0xa0, number(2)),
    number(1),
    ecdsaWithSha256,
    commonName,
    validity,
    commonName,
    publicKey.export({ type: 'spki', format: 'der' }),
    extensionsFor(host),
  )
  const certificate = sequence(toSign, ecdsaWithSha256, bits(sign('sha256', toSign, privateKey)))
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64')}\n-----END CERTIFICATE-----\n`,
  }
}
