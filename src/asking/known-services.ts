/**
 * Services that housing corporations show most, so that nobody has to find out where their content comes from. A host stands for
 * its subdomains too; what a service needs beside its frame loads within that frame, so only the frame's own hosts are here.
 */
import type { Service } from '../consent/purpose.ts'

export interface KnownService extends Service {
  /** Who gets the data, by name. */
  readonly recipient: string
}

export const knownServices = [
  {
    id: 'youtube',
    name: 'YouTube',
    hosts: ['youtube.com', 'youtube-nocookie.com', 'youtu.be'],
    recipient: 'Google (YouTube)',
  },
  { id: 'vimeo', name: 'Vimeo', hosts: ['vimeo.com', 'player.vimeo.com'], recipient: 'Vimeo' },
  {
    // Maps are embedded from www.google.com/maps; `google.com` alone would take in all that Google serves.
    id: 'google_maps',
    name: 'Google Maps',
    hosts: ['www.google.com', 'maps.google.com', 'maps.google.nl', 'maps.googleapis.com'],
    recipient: 'Google (Maps)',
  },
  {
    id: 'openstreetmap',
    name: 'OpenStreetMap',
    hosts: ['openstreetmap.org'],
    recipient: 'OpenStreetMap Foundation',
  },
] as const satisfies readonly KnownService[]
