/**
 * the connection breaks after COMMIT was done and before its answer arrives. The program can't know, so it must not
 * acknowledge; the sender comes again with the same id. Red without `ON CONFLICT DO NOTHING` in `store_events` (migrations).
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import { chrome, idAt } from '../support/send.ts'
import { openPostgres, type PostgresWorld } from '../worlds/postgres.ts'
import { compare } from './compare.ts'
import { secret } from './crash-loop.ts'
import { openCutProxy, type CutProxy } from './cut-proxy.ts'
import { addSiteBy, startService, type Service } from './program.ts'

let world: PostgresWorld
let proxy: CutProxy
let service: Service
let direct: string
beforeAll(async () => {
  world = await openPostgres()
  direct = await world.createDatabase('cut')
  proxy = await openCutProxy(world)
  const url = direct.replace(`:${world.port}/`, `:${proxy.port}/`)
  service = await startService({ DATABASE_URL: url, VOORDEUR_SECRET: secret })
  await addSiteBy(service)
})
afterAll(async () => {
  await service.end('SIGTERM')
  await proxy.close()
  await world.close()
})

test('R-02: cut after COMMIT the sender is told to come again, and its event is there once and counted once', async () => {
  // Yesterday, so that a day is closed and its figures are compared too.
  const yesterday = new Date(Date.now() - 26 * 3_600_000)
  const ids = Array.from({ length: 3 }, (_, nth) => idAt(new Date(yesterday.getTime() + nth * 1000)))
  const send = (id: string) =>
    fetch(`${service.url}/api/event`, {
      method: 'POST',
      headers: { 'user-agent': chrome, origin: 'https://example.nl', 'accept-language': 'nl' },
      body: JSON.stringify({ n: 'pageview', u: 'https://example.nl/', d: 'example.nl', id }),
    })
  const [first = '', unlucky = '', last = ''] = ids
  // The site and the day's key are read once, so that what goes to the database with this id is the event.
  expect((await send(first)).status).toBe(202)

  const cut = proxy.cutAfterCommit(unlucky)
  const answer = await send(unlucky)
  await cut
  expect(answer.status).toBe(503)
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  const db = connect({ to: direct, connectionsMax: 2, prepare: true })
  // It was committed all the same: this is what makes the moment the worst one.
  expect(await db`select 1 from event where id = ${unlucky}`).toHaveLength(1)

  const again = await send(unlucky)
  expect(again.status).toBe(202)
  expect(again.headers.get('x-voordeur-dropped')).toBe('duplicate')
  expect((await send(last)).status).toBe(202)
  const all = new Set(ids)
  const { stored, lost, duplicated, unexpected } = await compare(db, { sent: all, acknowledged: all })
  await db.end()
  expect({ stored, lost, duplicated, unexpected }).toEqual({
    stored: 3,
    lost: [],
    duplicated: [],
    unexpected: [],
  })
})
