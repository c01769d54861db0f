/** Putting right what is wrong about a reader, with proof that names neither what was wrong nor what is right. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { listAudit } from '../../src/audit/chain.ts'
import { referenceOf } from '../../src/audit/subject-reference.ts'
import { finishDeed } from '../../src/answer/finish.ts'
import { rectifySubject } from '../../src/answer/rectify.ts'
import { restrictSubject } from '../../src/answer/restrict.ts'
import { must } from '../../src/must.ts'
import { processorDocument } from '../../src/processor/document.ts'
import { addProcessor } from '../../src/processor/processor.ts'
import { findRequest, listRequests } from '../../src/rights/request.ts'
import { unseal } from '../../src/seal.ts'
import { findByEmail, findSubscriber } from '../../src/subscriber/subscriber.ts'
import { emailOf } from '../preference/readers.ts'
import { askedFor, migrateAll, press, staffId, takeMails } from '../rights/requesting.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { live, openFor, openHouse, type House, type Life } from './life.ts'
import { writeOut } from './released.ts'

let pglite: PgliteWorld
let house: House
let life: Life
beforeAll(async () => {
  pglite = await openPglite()
  await migrateAll(pglite.db)
})
beforeEach(async () => {
  house = await openHouse(pglite.db)
  life = await live(house)
})
afterAll(() => pglite.close())

test('art. 16: puts address, name and language right, and tells processors what they are now', async () => {
  const { world, site } = house
  const { ports } = world
  await addProcessor(
    ports,
    site.id,
    processorDocument.parse({
      name: 'Drukkerij De Pers',
      gets: 'adressen',
      country: 'NL',
      transfer: 'none',
      told: { by: 'mail', email: 'avg@drukkerij.example' },
      kinds: ['rectify'],
    }),
  )
  const request = await openFor(house, life, 'rectify')
  const right = { email: emailOf('anna.jansen'), name: 'Anna Jansen', language: 'nl' } as const
  expect(await rectifySubject(ports, site, request, right, staffId)).toEqual({
    ok: true,
    changed: ['email', 'name'],
    tasks: 1,
  })
  expect(await findSubscriber(ports, site.id, life.subscriberId)).toMatchObject(right)
  const [task] = await pglite.db<
    { sealed: Buffer }[]
  >`select sealed from processor_task where site_id = ${site.id}`
  expect(JSON.parse(unseal(ports, 'processor_task.sealed', must(task, 'there is one').sealed))).toEqual({
    email: life.email,
    receiptId: life.receiptId,
    change: 'email: anna.jansen@lezer.example\nname: Anna Jansen',
  })
  await takeMails(house)
  expect(await finishDeed(ports, site, request, staffId)).toEqual({ ok: false, why: 'tasks-open' })
  await pglite.db`update processor_task set state = 'done', sealed = null where site_id = ${site.id}`
  expect(await finishDeed(ports, site, request, staffId)).toMatchObject({ ok: true })
  expect((await takeMails(house)).map(({ to }) => to)).toEqual([right.email])
})

test('art. 16: the answer goes to the address that was put right, and the old one hears that it was changed, no more', async () => {
  const { world, site } = house
  const { ports } = world
  const request = await openFor(house, life, 'rectify')
  const [typo, email] = [emailOf('ana.jansen'), emailOf('anna.jansen')]
  await takeMails(house)
  expect(await rectifySubject(ports, site, request, { email: typo }, staffId)).toMatchObject({ ok: true })
  // What staff mistyped is put right by the same request, which leads to the reader as before.
  expect(await rectifySubject(ports, site, request, { email, name: 'Anna Jansen' }, staffId)).toMatchObject({
    ok: true,
    changed: ['email', 'name'],
  })
  const told = await takeMails(house)
  expect(told.map(({ to }) => to)).toEqual([life.email, typo])
  for (const { text } of told) for (const tells of [email, typo, 'Jansen']) expect(text).not.toContain(tells)
  expect(await finishDeed(ports, site, request, staffId)).toMatchObject({ ok: true })
  expect((await takeMails(house)).map(({ to, subject }) => [to, subject])).toEqual([
    [email, 'Uw gegevens zijn verbeterd'],
  ])
  expect(await findRequest(ports, site.id, request.id)).toMatchObject({
    state: 'answered',
    subject: { ...request.subject, email },
    wish: request.wish,
  })
  // The chain says that it was changed, twice, by digests that lead to nobody.
  const entries = (
    await listAudit(ports, site.id, { requestId: request.id, before: null, limit: 50 })
  ).filter(({ kind }) => kind === 'rectified')
  const digest = async (value: string) =>
    (await referenceOf(ports, 2026, `${request.id}\0email\0${value}`))?.toString('hex')
  const changes = [
    { field: 'email', before: await digest(life.email), after: await digest(typo) },
    { field: 'email', before: await digest(typo), after: await digest(email) },
  ]
  for (const change of changes)
    expect(entries.map(({ facts }) => facts)).toContainEqual(
      expect.objectContaining({ changes: expect.arrayContaining([change]) }),
    )
})

test('A-08: a request that put an address right is known under either, and told to whoever has the new one alone', async () => {
  const { world, site } = house
  const { ports } = world
  const request = await openFor(house, life, 'rectify')
  const email = emailOf('anna.jansen')
  await rectifySubject(ports, site, request, { email }, staffId)
  await finishDeed(ports, site, request, staffId)
  for (const one of [life.email, email])
    expect(await openFor(house, { email: one }, 'rectify')).toMatchObject({ duplicateOf: request.id })
  for (const other of [
    await openFor(house, { email: emailOf('omstander') }, 'rectify'),
    await openFor(house, { email: life.email }, 'erase'),
  ])
    expect(other.duplicateOf).toBeNull()
  // The old mailbox may be a stranger's by now, or somebody's whom they fled: their copy leads to no new address.
  const copyFor = async (of: typeof life.email) =>
    (await writeOut(house, await openFor(house, { email: of }, 'access'), 'json')).toString('utf8')
  const [theirs, strangers] = [await copyFor(email), await copyFor(life.email)]
  expect(theirs).toContain(request.id)
  expect(theirs).toContain(email)
  expect(strangers).not.toContain(email)
})

test('A-10: whoever has the old mailbox changes no address by asking and confirming; a member of staff does', async () => {
  const { world, site } = house
  const desk = { world, site }
  const fields = {
    kind: 'rectify',
    email: life.email,
    who: 'self',
    wish: 'Mijn adres is nu boef@ander.example',
  }
  await press(desk, await askedFor(desk, fields))
  const { requests } = await listRequests(world.ports, site.id, {
    which: 'open',
    kind: 'rectify',
    assignedTo: null,
    limit: 9,
    after: null,
  })
  expect(requests).toMatchObject([{ state: 'open', verifiedBy: 'mail', subject: { email: life.email } }])
  expect(await findSubscriber(world.ports, site.id, life.subscriberId)).toMatchObject({ email: life.email })
  expect((await takeMails(house)).map(({ to }) => to)).not.toContain('boef@ander.example')
})

test('art. 5(2): the chain has digests before and after, which whoever knows both can check, and no value', async () => {
  const { world, site } = house
  const { ports } = world
  const request = await openFor(house, life, 'rectify')
  await rectifySubject(ports, site, request, { name: null, language: 'en' }, staffId)
  const [entry] = (
    await listAudit(ports, site.id, { requestId: request.id, before: null, limit: 50 })
  ).filter(({ kind }) => kind === 'rectified')
  const digest = async (field: string, value: string) =>
    (await referenceOf(ports, 2026, `${request.id}\0${field}\0${value}`))?.toString('hex')
  expect(entry?.facts).toMatchObject({
    changes: [
      { field: 'name', before: await digest('name', 'Anna de Wit'), after: null },
      { field: 'language', before: await digest('language', 'nl'), after: await digest('language', 'en') },
    ],
  })
  expect(JSON.stringify(entry)).not.toContain('Anna')
})

test('art. 16: refuses what is not theirs to have, and changes nothing of it', async () => {
  const { world, site } = house
  const { ports } = world
  const request = await openFor(house, life, 'rectify')
  const rectify = (right: Parameters<typeof rectifySubject>[3], of = request) =>
    rectifySubject(ports, site, of, right, staffId)
  expect(await rectify({ name: 'Anna Jansen', email: emailOf('omstander') })).toEqual({
    ok: false,
    why: 'taken',
  })
  expect(await rectify({ name: 'Anna de Wit' })).toEqual({ ok: false, why: 'same' })
  expect(await findByEmail(ports, site.id, life.email)).toMatchObject({ name: 'Anna de Wit' })
  const nobody = await openFor(house, { email: emailOf('niemand') }, 'rectify')
  expect(await rectify({ name: 'X' }, nobody)).toEqual({ ok: false, why: 'unknown' })
  expect(await rectify({ name: 'X' }, await openFor(house, life, 'erase'))).toEqual({
    ok: false,
    why: 'not-now',
  })
  await restrictSubject(ports, site, await openFor(house, life, 'restrict'), staffId)
  expect(await rectify({ name: 'X' })).toEqual({ ok: false, why: 'restricted' })
})
