/**
 * Networks that are known by what their owner published of them, as far as a truncated address can tell (/24 of IPv4, /48 of IPv6).
 * No network is here for whose it is alone: makers of scanners also carry people's own clicks, through browsers that run with them
 * (newsletter.md §5.1), and the rest of a large cloud is offices.
 */
import ipaddr from 'ipaddr.js'
import type { Network } from '../ports.ts'

/**
 * Machines that look at mail before it is delivered, and at nothing else; a person's click comes from the person's own network.
 * Barracuda's other blocks are smaller than /24 and lie among other people's servers.
 */
const scanners = [
  // Exchange Online Protection, with Safe Links: Microsoft 365 endpoints, sets 9 and 10 (`*.protection.outlook.com`).
  '40.92.0.0/15',
  '40.107.0.0/16',
  '52.100.0.0/14',
  '104.47.0.0/17',
  '2a01:111:f400::/48',
  '2a01:111:f403::/48',
  // Barracuda Email Gateway Defense: IP ranges by region, United States.
  '209.222.82.0/24',
]

/**
 * Exchange Online, from which Outlook on the web fetches a mail's pictures when somebody opens it, by a browser's name and without any
 * sign of its own: Microsoft 365 endpoints, set 1. What is smaller than /24 there is left out.
 */
const pictureProxies = [
  '13.107.128.0/22',
  '23.103.160.0/20',
  '40.96.0.0/13',
  '40.104.0.0/15',
  '52.96.0.0/14',
  '132.245.0.0/16',
  '150.171.32.0/22',
  '2603:1006::/40',
  '2603:1016::/36',
  '2603:1026::/36',
  '2603:1036::/36',
  '2603:1046::/36',
  '2603:1056::/36',
]

type Ranges = readonly ReturnType<typeof ipaddr.parseCIDR>[]
const parsed = (ranges: readonly string[]): Ranges => ranges.map((range) => ipaddr.parseCIDR(range))
const parsedScanners = parsed(scanners)
const parsedProxies = parsed(pictureProxies)

/** Whole networks of the sizes that we keep lie in a range or outside it: none of the ranges is smaller. */
function liesIn(ranges: Ranges, { daily }: Network): boolean {
  const [address] = ipaddr.parseCIDR(daily)
  return ranges.some(([range, bits]) => address.kind() === range.kind() && address.match(range, bits))
}

/** Pure. Tells a click that a machine made, and says nothing of opens. */
export const isScannerNetwork = (network: Network): boolean => liesIn(parsedScanners, network)

/** Pure. */
export const isPictureProxy = (network: Network): boolean => liesIn(parsedProxies, network)
