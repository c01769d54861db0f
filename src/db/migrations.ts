/**
 * Every migration, oldest first. Plain SQL in files that are never edited once they landed; they travel inside the program,
 * so what runs is what was built. A new one is a new file and a line here.
 */
import foundation from '../../migrations/0001-foundation.sql'
import figures from '../../migrations/0002-figures.sql'
import sources from '../../migrations/0003-sources.sql'
import goals from '../../migrations/0004-goals.sql'
import accounts from '../../migrations/0005-accounts.sql'
import mail from '../../migrations/0006-mail.sql'
import reports from '../../migrations/0008-reports.sql'
import consent from '../../migrations/0009-consent.sql'
import newsletter from '../../migrations/0010-newsletter.sql'
import readerImport from '../../migrations/0011-import.sql'
import rights from '../../migrations/0012-rights.sql'
import stopping from '../../migrations/0013-stopping.sql'

export interface MigrationText {
  readonly name: string
  /** One statement per `--> statement-breakpoint`, since a cluster takes them one by one. */
  readonly text: string
}

export const migrations: readonly MigrationText[] = [
  { name: '0001-foundation', text: foundation },
  { name: '0002-figures', text: figures },
  { name: '0003-sources', text: sources },
  { name: '0004-goals', text: goals },
  { name: '0005-accounts', text: accounts },
  { name: '0006-mail', text: mail },
  { name: '0008-reports', text: reports },
  { name: '0009-consent', text: consent },
  { name: '0010-newsletter', text: newsletter },
  { name: '0011-import', text: readerImport },
  { name: '0012-rights', text: rights },
  { name: '0013-stopping', text: stopping },
]
