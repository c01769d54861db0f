/**
 * A logo as a `data:` address, so that a page or a mail needs no second request and nobody learns who opened it. PNG, JPEG
 * and WebP by what their bytes say, never by a file's name. No SVG: that is a document which can run and load things.
 */

/** Ample for 400 × 120 points at double size; each process keeps the settings of its sites in memory. */
export const logoBytesMax = 60 * 1024

type LogoType = 'image/png' | 'image/jpeg' | 'image/webp'

const startsWith = (bytes: Uint8Array, signature: readonly number[], at = 0): boolean =>
  signature.every((byte, nth) => bytes[at + nth] === byte)

function typeOf(bytes: Uint8Array): LogoType | null {
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'image/png'
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return 'image/jpeg'
  const isRiff = startsWith(bytes, [0x52, 0x49, 0x46, 0x46])
  return isRiff && startsWith(bytes, [0x57, 0x45, 0x42, 0x50], 8) ? 'image/webp' : null
}

export type LogoReading =
  | { readonly ok: true; readonly logo: string }
  | { readonly ok: false; readonly why: 'logo-type' | 'logo-large' }

/** Bytes of a file -> `data:` address, written anew by us. Refused: over 60 KiB, or none of the three kinds. */
export function readLogo(bytes: Uint8Array): LogoReading {
  if (bytes.length > logoBytesMax) return { ok: false, why: 'logo-large' }
  const type = typeOf(bytes)
  return type === null
    ? { ok: false, why: 'logo-type' }
    : { ok: true, logo: `data:${type};base64,${Buffer.from(bytes).toString('base64')}` }
}

/** Whether a text is what `readLogo` would have written. */
export function isLogo(text: string): boolean {
  const [, type, body = ''] =
    /^data:(image\/(?:png|jpeg|webp));base64,([A-Za-z\d+/]+={0,2})$/.exec(text) ?? []
  if (body.length > Math.ceil(logoBytesMax / 3) * 4) return false
  return type !== undefined && typeOf(Buffer.from(body.slice(0, 32), 'base64')) === type
}
