/**
 * The command line: sites, staff, keys, migrations, demo data. It uses the same settings as the service and works beside it: with
 * the embedded database it joins the one that the running service has open.
 */
import { randomBytes } from 'node:crypto'
import { Command, InvalidArgumentError, Option } from 'commander'
import { recordAct } from './account/act.ts'
import { forgetStaff, invitationDays, listPeople, makeInvitation, normalEmail } from './account/people.ts'
import { everywhere, roles, type Role } from './account/role.ts'
import { BackupRefused } from './backup/format.ts'
import { readConfig, settings, type Config } from './config.ts'
import { rebuildShown, verifyLedger, type Flaw } from './consent/chain.ts'
import { isReceiptId } from './consent/receipt.ts'
import { failureOf } from './db/failure.ts'
import { migrate, MigrationRefused } from './db/migrate.ts'
import { makePartitions } from './db/partitions.ts'
import { addDemoSite } from './demo/demo-site.ts'
import { fillDemo } from './demo/fill.ts'
import { mailAddress } from './mail/read-letter.ts'
import { languages, type Language } from './page/words.ts'
import type { Ports } from './ports.ts'
import { composeRegister, readSources, registerCsv, registerText } from './register/article-30.ts'
import { backUp, checkAudit, copyToJournal, restore, type RestoreOptions } from './runtime/backup-commands.ts'
import { openCounters } from './runtime/counters.ts'
import { openDatabase } from './runtime/open-database.ts'
import { progressLine } from './runtime/progress.ts'
import { openKeys } from './runtime/root-keys.ts'
import { listKeys, makeKey, revokeKey, type KeyScope } from './site/key.ts'
import { addSite, findSite, listSites, newSite, type Site } from './site/site.ts'

type CliPorts = Pick<Ports, 'db' | 'now' | 'random' | 'count' | 'keyFor'>

const print = (text: string) => void process.stdout.write(`${text}\n`)

/** Ends with one sentence and no stack trace: the operator's mistake, or a database that is away. */
class Refused extends Error {}

/** Opens the database, brings it up to date, does the work and closes it again. */
async function withDatabase(work: (ports: CliPorts, config: Config) => Promise<void>): Promise<void> {
  const reading = readConfig(process.env)
  if (!reading.ok) throw new Refused(`These settings are wrong:\n  ${reading.mistakes.join('\n  ')}`)
  const opening = await openDatabase(reading.config, {
    whenHeld: 'join',
    lost: () => process.exit(70),
  })
  if (!opening.ok) throw new Refused(opening.refusal)
  const { database } = opening
  const ports: CliPorts = {
    db: database.db,
    now: () => new Date(),
    random: (bytes) => randomBytes(bytes),
    count: openCounters().count,
    keyFor: openKeys(database.rootSecret),
  }
  try {
    await migrate(ports.db, ports)
    await work(ports, reading.config)
  } finally {
    await database.close()
  }
}

function wholeNumber(low: number, high: number) {
  return (text: string): number => {
    const number = Number(text)
    if (Number.isInteger(number) && number >= low && number <= high) return number
    throw new InvalidArgumentError(`Give a whole number from ${low} to ${high}.`)
  }
}

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]

const program = new Command('voordeur')
  .description('Voordeur: counts visits to a website without knowing the visitor.')
  .showHelpAfterError()
  .addHelpText(
    'after',
    `\nSettings (environment):\n${settings.map(({ name, means }) => `  ${name.padEnd(22)}${means}`).join('\n')}`,
  )

const site = program.command('site').description('websites that are counted')

site
  .command('add')
  .description('add a website, or show the one that has this domain')
  .argument('<domain>', 'its domain, such as example.nl')
  .option(
    '--hostname <host>',
    'a host its pages live on; repeatable; www.<domain> when none is given',
    collect,
  )
  .option('--timezone <zone>', 'its time zone, fixed once it has data', 'Europe/Amsterdam')
  .action(async (domain: string, { hostname, timezone }: { hostname?: string[]; timezone: string }) => {
    const read = newSite.safeParse({ domain, timezone, ...(hostname && { hostnames: hostname }) })
    if (!read.success)
      throw new Refused(
        read.error.issues.map(({ path, message }) => `${path.join(' ')} ${message}`).join('\n'),
      )
    await withDatabase(async (ports, config) => {
      const { site: added, isNew } = await addSite(ports, read.data)
      print(
        `${isNew ? 'Added' : 'There already'}: ${added.domain} (${added.hostnames.join(', ')}; ${added.timezone})`,
      )
      print(`Paste in every page: <script defer src="${config.publicUrl}/s/${added.domain}.js"></script>`)
    })
  })

site
  .command('list')
  .description('list the websites')
  .action(() =>
    withDatabase(async (ports) => {
      const sites = await listSites(ports)
      if (sites.length === 0) print('There is no site yet. Add one: npm run cli -- site add example.nl')
      for (const { domain, hostnames, timezone } of sites)
        print(`${domain}\t${timezone}\t${hostnames.join(' ')}`)
    }),
  )

const key = program.command('key').description('API keys')

interface KeyOptions {
  readonly label: string
  readonly scope: KeyScope
  readonly site?: string
  readonly days?: number
}

key
  .command('create')
  .description('make a key; it is shown once')
  .option('--label <text>', 'what it is for', 'command line')
  .addOption(
    new Option('--scope <scope>', 'read: statistics; admin: also make sites')
      .choices(['read', 'admin'])
      .default('read'),
  )
  .option('--site <domain>', 'hold for this site only')
  .option('--days <number>', 'expire after so many days; never when left out', wholeNumber(1, 3650))
  .action(({ label, scope, site: domain, days }: KeyOptions) =>
    withDatabase(async (ports) => {
      const bound = domain === undefined ? null : await findSite(ports, domain)
      if (domain !== undefined && !bound) throw new Refused(`There is no site ${domain}.`)
      const expiresAt = days === undefined ? null : new Date(ports.now().getTime() + days * 86_400_000)
      const made = await makeKey(ports, {
        label: label.slice(0, 100),
        scope,
        siteId: bound?.id ?? null,
        expiresAt,
      })
      print(`Key ${made.key.id} (${scope}${domain ? `, ${domain}` : ''}); shown once:`)
      print(made.token)
    }),
  )

key
  .command('list')
  .description('list the keys, without their secret')
  .action(() =>
    withDatabase(async (ports) => {
      for (const { id, scope, label, createdAt, expiresAt, isRevoked } of await listKeys(ports)) {
        const state = isRevoked
          ? 'revoked'
          : expiresAt
            ? `until ${expiresAt.toISOString().slice(0, 10)}`
            : 'open'
        print(`${id}\t${scope}\t${createdAt.toISOString().slice(0, 10)}\t${state}\t${label}`)
      }
    }),
  )

key
  .command('revoke')
  .description('close a key, at once')
  .argument('<id>', 'the number of the key, from key list')
  .action((id: string) =>
    withDatabase(async (ports) => {
      if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) || !(await revokeKey(ports, id)))
        throw new Refused('There is no open key with this number.')
      print('Revoked.')
    }),
  )

const user = program.command('user').description('members of staff')

user
  .command('invite')
  .description('print an invitation: an address that works once')
  .argument('[email]', 'for whom; whoever opens it fills in an address when left out')
  .addOption(new Option('--role <role>', 'what they may do').choices(roles).default('admin'))
  .option('--site <domain>', 'at this site only; at every site when left out')
  .action((email: string | undefined, { role, site: domain }: { role: Role; site?: string }) =>
    withDatabase(async (ports, config) => {
      if (email !== undefined && !mailAddress.safeParse(normalEmail(email)).success)
        throw new Refused('The e-mail address is not one, such as name@example.nl.')
      const bound = domain === undefined ? null : await findSite(ports, domain)
      if (domain !== undefined && !bound) throw new Refused(`There is no site ${domain}.`)
      const where = bound?.id ?? everywhere
      const { id, token } = await makeInvitation(ports, {
        email: email ?? null,
        where,
        role,
        invitedBy: null,
      })
      await recordAct(ports, {
        actor: { kind: 'operator' },
        siteId: bound?.id ?? null,
        kind: 'invited',
        object: id,
      })
      print(`Works once, for ${invitationDays} days:`)
      print(`${config.publicUrl}/auth/invitation/${token}`)
    }),
  )

user
  .command('list')
  .description('list who has an account, and what they may do')
  .action(() =>
    withDatabase(async (ports) => {
      const [people, sites] = await Promise.all([listPeople(ports, null), listSites(ports)])
      if (people.length === 0) print('Nobody has an account yet. Invite somebody: npm run cli -- user invite')
      for (const { email, name, roles: held, byProvider } of people) {
        const may = [...held].map(
          ([where, role]) => `${role}@${sites.find(({ id }) => id === where)?.domain ?? 'every site'}`,
        )
        print(`${email}\t${name}\t${[...may, byProvider].filter(Boolean).join(' ')}`)
      }
    }),
  )

user
  .command('remove')
  .description('remove an account; what they did stays, without their name')
  .argument('<email>', 'whose')
  .action((email: string) =>
    withDatabase(async (ports) => {
      const person = (await listPeople(ports, null)).find((one) => one.email === normalEmail(email))
      if (!person) throw new Refused('Nobody has an account by this address.')
      await ports.db.begin(async (tx) => {
        await forgetStaff(tx, person.id)
        await recordAct(
          { ...ports, db: tx },
          { actor: { kind: 'operator' }, siteId: null, kind: 'staff-removed', object: person.id },
        )
      })
      print('Removed.')
    }),
  )

const verify = program.command('verify').description('check that what was written down is as it was')

const flawWords: Readonly<Record<Flaw['kind'], string>> = {
  'broken-link':
    'this link does not follow from the one before it: it was changed, or one before it was moved',
  'missing-link': 'this link is missing',
  'changed-receipt': 'the receipt of this link says something else than was recorded',
  'unknown-receipt': 'a receipt is there that no link is of',
  'missing-receipt': 'a receipt is gone that nobody erased and that is not old enough to go',
  'changed-notice': 'the notice of this receipt is not what was shown, or is missing',
  'changed-statement':
    'a version of the privacy statement is not what its name says, or one that a notice names is missing',
  'changed-head': 'the chain does not stand here as it was signed at the end of a day',
}

/** Says what was on the screen, in the order in which it stood there. */
async function printShown(ports: CliPorts, domain: string | undefined, receipt: string): Promise<void> {
  if (!isReceiptId(receipt)) throw new Refused('A receipt has a number of 22 characters.')
  for (const one of await chosenSites(ports, domain)) {
    const rebuilt = await rebuildShown(ports.db, one.id, receipt)
    if (!rebuilt) continue
    print(
      `${one.domain}: receipt ${rebuilt.isReceiptWhole ? 'whole' : 'CHANGED'}, notice ${rebuilt.isNoticeWhole ? 'whole' : 'CHANGED'}`,
    )
    print(rebuilt.receiptText)
    print(rebuilt.noticeText)
    if (!rebuilt.isReceiptWhole || !rebuilt.isNoticeWhole) process.exitCode = 1
    return
  }
  throw new Refused('There is no receipt with this number; it may have been erased.')
}

async function chosenSites(ports: CliPorts, domain: string | undefined): Promise<readonly Site[]> {
  if (domain === undefined) return listSites(ports)
  const one = await findSite(ports, domain)
  if (!one) throw new Refused(`There is no site ${domain}.`)
  return [one]
}

verify
  .command('consent')
  .description('recompute the chain of receipts, or print what a receipt and the notice it answers say')
  .option('--site <domain>', 'of this site only')
  .option('--receipt <number>', 'print this receipt and what was shown, as they were hashed')
  .action(({ site: domain, receipt }: { site?: string; receipt?: string }) =>
    withDatabase(async (ports) => {
      if (receipt !== undefined) return printShown(ports, domain, receipt)
      let flaws = 0
      for (const one of await chosenSites(ports, domain)) {
        const line = progressLine(process.stderr, 'receipts')
        const verified = await verifyLedger(ports, one, line.show)
        line.end()
        print(
          `${one.domain}\t${verified.links} links, ${verified.erased} erased, ${verified.waiting} waiting, ${verified.heads} signed days: ${verified.flaws.length === 0 ? 'whole' : 'BROKEN'}`,
        )
        for (const { kind, seq } of verified.flaws)
          print(`  ${seq === null ? '' : `link ${seq}: `}${flawWords[kind]}`)
        flaws += verified.flaws.length
      }
      if (flaws > 0) process.exitCode = 1
    }),
  )

verify
  .command('audit')
  .description('recompute the chain of what the desk did, and compare it with what was signed each day')
  .option('--site <domain>', 'of this site only')
  .option('--journal <file>', 'also with the anchors in this file; repeatable', collect)
  .action(({ site: domain, journal }: { site?: string; journal?: readonly string[] }) =>
    withDatabase(async (ports, config) => {
      const sites = await chosenSites(ports, domain)
      const { lines, isWhole } = await checkAudit({ ...ports, config }, sites, journal, process.stderr)
      lines.forEach(print)
      if (!isWhole) process.exitCode = 1
    }),
  )

program
  .command('backup')
  .description('write all tables to an encrypted file; needs the same root secret to be restored')
  .argument('<file>', 'a file that is not there yet')
  .action((file: string) =>
    withDatabase(async (ports, config) =>
      (await backUp({ ...ports, config }, file, process.stderr)).forEach(print),
    ),
  )

program
  .command('restore')
  .description('put a backup back into an empty database, and tell it who was erased or objected since')
  .argument('<file>', 'as backup wrote it')
  .option('--journal <file>', "the journal; repeatable; the settings' own when left out", collect)
  .option('--replace', 'delete what is in the database first')
  .option('--incomplete', 'go on although a journal or some of its entries are missing')
  .action((file: string, options: RestoreOptions) =>
    withDatabase(async (ports, config) =>
      (await restore({ ...ports, config }, file, options, process.stderr)).forEach(print),
    ),
  )

program
  .command('journal')
  .description(
    'copy erasures and objections to the file that no backup holds; the service on Node does so by itself',
  )
  .argument('[file]', "the settings' own when left out")
  .action((file: string | undefined) =>
    withDatabase(async (ports, config) => (await copyToJournal({ ...ports, config }, file)).forEach(print)),
  )

program
  .command('register')
  .description('print the register of article 30 GDPR: what is done with personal data, of whom, how long')
  .option('--site <domain>', 'of this site only')
  .option('--csv', 'as a table for a spreadsheet')
  .addOption(new Option('--language <language>', 'its language').choices(languages).default('nl'))
  .action(({ site: domain, csv, language }: { site?: string; csv?: boolean; language: Language }) =>
    withDatabase(async (ports) => {
      const sites = await chosenSites(ports, domain)
      if (csv && sites.length > 1) throw new Refused('A table is of one site: add --site example.nl.')
      for (const one of sites) {
        const register = composeRegister(one, await readSources(ports, one), language)
        const write = csv ? registerCsv : registerText
        process.stdout.write(write(one, register, language))
      }
    }),
  )

program
  .command('migrate')
  .description('bring the database up to date; the service also does this when it starts')
  .action(() =>
    withDatabase(async (ports) =>
      print(
        `Up to date; partitions until ${(await makePartitions(ports.db, ports.now())).toISOString().slice(0, 10)}.`,
      ),
    ),
  )

program
  .command('demo')
  .description('fill the demo website with believable past traffic')
  .option('--days <number>', 'how many days back', wholeNumber(1, 700), 400)
  .option('--seed <number>', 'another seed gives other traffic', wholeNumber(0, 2 ** 31), 2026)
  .action(({ days, seed }: { days: number; seed: number }) =>
    withDatabase(async (ports, config) => {
      const demo = await addDemoSite(ports, config.publicUrl)
      const line = progressLine(process.stderr, 'days')
      const stored = await fillDemo(ports, demo, { days, seed, onDay: line.show })
      line.end()
      print(`${stored} events of ${demo.domain}; see ${config.publicUrl}/dashboard/sites/${demo.domain}`)
    }),
  )

try {
  await program.parseAsync()
} catch (thrown) {
  const isExpected =
    thrown instanceof Refused || thrown instanceof MigrationRefused || thrown instanceof BackupRefused
  process.stderr.write(
    `${isExpected ? thrown.message : `The database answered ${failureOf(thrown).code}.`}\n`,
  )
  process.exitCode = 1
}
