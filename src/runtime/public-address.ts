/**
 * Whether an address is one of the public internet: what we send to somebody else must not reach our own network, the machine itself or
 * what a cloud tells its machines (S-24). Anything that is not plainly public is refused, so a kind that is made up later is, too.
 */
import ipaddr from 'ipaddr.js'

/** Answers a machine of this cloud about itself, and looks public. 169.254.169.254 and fd00:ec2::254, of others, do not. */
const metadata = new Set(['168.63.129.16'])

/** 2000::/3: all that is handed out for the public internet (RFC 4291, IANA). Local NAT64, site-local and SRv6 lie outside. */
const isHandedOut = ({ parts }: { readonly parts: readonly number[] }): boolean =>
  ((parts[0] ?? 0) & 0xe000) === 0x2000

/**
 * Takes an address as the resolver gives it. IPv4 within IPv6 (mapped, NAT64, 6to4, Teredo) is refused whatever it holds: nobody's name needs
 * to lead there. Never throws.
 */
export function isPublicAddress(text: string): boolean {
  if (ipaddr.IPv4.isValidFourPartDecimal(text))
    return ipaddr.IPv4.parse(text).range() === 'unicast' && !metadata.has(text)
  if (!ipaddr.IPv6.isValid(text) || text.includes('%')) return false
  const address = ipaddr.IPv6.parse(text)
  return address.range() === 'unicast' && isHandedOut(address)
}
