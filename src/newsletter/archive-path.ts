/** Where the newsletters of a site can be read. */
import type { Site } from '../site/site.ts'

type Sender = Pick<Site, 'domain'>

export const archivePath = ({ domain }: Sender): string =>
  `/newsletter/archive?${new URLSearchParams({ d: domain })}`
export const feedPath = ({ domain }: Sender): string =>
  `/newsletter/archive.xml?${new URLSearchParams({ d: domain })}`
export const archivedPath = ({ domain }: Sender, issueId: number): string =>
  `/newsletter/archive/${issueId}?${new URLSearchParams({ d: domain })}`
