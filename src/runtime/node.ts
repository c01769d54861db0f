/**
 * The service on Node: reads the environment, opens what the ports need, serves, and stops in order. The only other files
 * that know a platform are `worker.ts` and their neighbours in this room.
 */
import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { serve, type Http2Bindings, type HttpBindings } from '@hono/node-server'
import { hasStaff, makeInvitation } from '../account/people.ts'
import { everywhere } from '../account/role.ts'
import { app } from '../app.ts'
import { readConfig } from '../config.ts'
import { failureOf } from '../db/failure.ts'
import { migrate } from '../db/migrate.ts'
import { openDropCounts } from '../ingest/drops.ts'
import { openGroupCommit } from '../ingest/group-commit.ts'
import { storeEvents } from '../ingest/store.ts'
import type { Ports } from '../ports.ts'
import { seedAdminKey } from '../site/key.ts'
import { addDemoSite } from '../demo/demo-site.ts'
import { countryOf, networkOf } from '../visitor/network.ts'
import { isAskedHere } from './asked-here.ts'
import { openChance } from './chance.ts'
import { openCounters } from './counters.ts'
import { openDeferred } from './deferred.ts'
import { logLine, openLogOutput } from './log.ts'
import { openMail } from './mail.ts'
import { openMailbox } from './mailbox.ts'
import { openNewsletters } from './newsletters.ts'
import { openOutbound } from './outbound.ts'
import { openDatabase } from './open-database.ts'
import { openKeys } from './root-keys.ts'
import { openJournal } from './journal.ts'
import { keepHouse, openRounds } from './rounds.ts'
import { greeting } from './greeting.ts'

/** A stop may take this long; kill -9 comes after 30 s in most places. */
const stopSecondsMax = 20

const output = openLogOutput((text) => process.stdout.write(text))
const say = output.write

/** Ends the start with what the operator can do about it: no stack trace for an expected cause. */
function refuse(lines: readonly string[]): never {
  output.flush()
  process.stderr.write(`${lines.join('\n')}\n`)
  process.exit(78)
}

async function start(): Promise<void> {
  const reading = readConfig(process.env)
  if (!reading.ok)
    refuse(['Voordeur can not start with these settings:', ...reading.mistakes.map((one) => `  ${one}`)])
  const { config } = reading

  const now = () => new Date()
  const random = openChance()
  const log: Ports['log'] = (line) => say(logLine(line, now()))
  const counting = openCounters()
  const deferred = openDeferred()
  const opening = await openDatabase(config, { whenHeld: 'refuse', lost: () => process.exit(70) })
  if (!opening.ok) refuse([opening.refusal])
  const { database } = opening
  const { db } = database

  let isStopping = false
  const base = { db, now, random, log, ...counting }
  const keyFor = openKeys(database.rootSecret)
  const opened = openMail({ ...base, keyFor, isStopping: () => isStopping }, config)
  if (!opened.ok) refuse([`Voordeur can not start with these settings:`, `  ${opened.mistake}`])
  const { mail } = opened
  const applied = await migrate(db, base)
  if (applied > 0) log({ event: 'migrated', applied })
  await keepHouse({ ...base, keyFor, config, isStopping: () => isStopping })
  if (config.adminToken) await seedAdminKey(base, config.adminToken.reveal())
  // Until somebody has an account, each start invites the first administrator; the invitation before it is over.
  const first = (await hasStaff(base))
    ? null
    : await makeInvitation(
        { ...base, keyFor },
        { email: null, where: everywhere, role: 'admin', invitedBy: null },
      )
  const demo = config.demo ? (await addDemoSite(base, config.publicUrl)).domain : null

  const group = openGroupCommit((lots) => storeEvents(base, lots), {
    ...counting,
    log,
    wait: (ms) => pause(ms),
  })
  const drops = openDropCounts(base)
  const newsletters = openNewsletters({ ...base, config, keyFor, isStopping: () => isStopping }, mail.outlet)
  const tell = openOutbound()
  const rounds = openRounds(
    { ...base, config, keyFor, tell, isStopping: () => isStopping },
    drops,
    mail,
    newsletters,
    openJournal({ ...base, keyFor }, config.journalFile),
    {
      eventsMax: database.isEmbedded ? 500 : 20_000,
      holder: randomBytes(12).toString('hex'),
    },
  )

  const mailbox = config.returns.mailbox
    ? openMailbox({ ...base, keyFor, isStopping: () => isStopping }, config.returns.mailbox)
    : null

  const ports: Omit<Ports, 'network' | 'country' | 'outbox'> = {
    ...base,
    config,
    keyFor,
    post: mail.post,
    tell,
    defer: deferred.defer,
    commit: group.commit,
    countDropped: drops.countDropped,
    isStopping: () => isStopping,
  }

  const server = serve({ port: config.port, fetch: handle }, ({ port }) => {
    log({ event: 'listening', port })
    if (process.stdout.isTTY || config.demo)
      say(greeting({ url: config.publicUrl, demo, invitation: first?.token }))
  })

  function handle(
    request: Request,
    { incoming, outgoing }: HttpBindings | Http2Bindings,
  ): Response | Promise<Response> {
    // A connection that is kept alive would keep the stop waiting for as long as its sender has something to say.
    if (isStopping && 'shouldKeepAlive' in outgoing) outgoing.shouldKeepAlive = false
    // Here the full address ends: what goes on is truncated.
    const network = networkOf(config.proxy, incoming.socket.remoteAddress, request.headers)
    // What the outbox holds lets people in, so it is for whoever sits here.
    const isOutbox = incoming.url?.startsWith('/demo/outbox') ?? false
    const outbox = isOutbox && isAskedHere(request, incoming.socket.remoteAddress) ? mail.outbox : null
    return app.fetch(request, {
      ...ports,
      outbox,
      network,
      country: countryOf(config.proxy, request.headers),
    })
  }

  async function stop(): Promise<void> {
    // A second signal does not wait: whoever sends it knows why.
    if (isStopping) process.exit(1)
    isStopping = true
    log({ event: 'stopping', secondsMax: stopSecondsMax })
    const deadline = setTimeout(() => {
      log({ event: 'stopped', clean: false })
      output.flush()
      process.exit(1)
    }, stopSecondsMax * 1000)
    try {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      // A kept connection that was busy at the signal is idle a moment later: asked again until none is left.
      const closing = setInterval(() => {
        if ('closeIdleConnections' in server) server.closeIdleConnections()
      }, 100)
      await Promise.race([closed, pause(5_000)])
      clearInterval(closing)
      if ('closeAllConnections' in server) server.closeAllConnections()
      await group.close()
      await drops.flush()
      await deferred.drain()
      await mailbox?.close()
      await rounds.close()
      await database.close()
      log({ event: 'stopped', clean: true })
    } catch (thrown) {
      log({ event: 'failure', place: 'stop', code: failureOf(thrown).code })
      process.exitCode = 1
    }
    clearTimeout(deadline)
    output.flush()
    process.exit()
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop())
}

start().catch((thrown: unknown) => {
  const { code } = failureOf(thrown)
  refuse([
    thrown instanceof Error && thrown.name === 'MigrationRefused'
      ? `The database can not be brought up to date: ${thrown.message}.`
      : `Voordeur can not start: the database answered ${code}.`,
  ])
})
