/**
 * A second process for the tests of the embedded database: opens a data folder, says how that went as one line of
 * JSON, then writes rows and says which were acknowledged (`write`), or waits to be ended (`hold`), or closes (`leave`).
 *
 * node opener.ts <data folder> <refuse|join> <write|hold|leave> <first id> <cluster to begin from>
 */
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { connect } from '../../src/db/connect.ts'
import { openEmbedded } from '../../src/runtime/embedded.ts'

const [dataFolder = '', whenHeld, work, firstId = '0', cluster] = process.argv.slice(2)
const say = (line: string) => process.stdout.write(`${line}\n`)

const opening = await openEmbedded({
  dataFolder,
  whenHeld: whenHeld === 'join' ? 'join' : 'refuse',
  threadFile: new URL('../../src/runtime/database-thread.ts', import.meta.url),
  ...(cluster !== undefined && { clusterFile: pathToFileURL(cluster) }),
})
if (!opening.ok) {
  say(JSON.stringify({ refusal: opening.refusal }))
  process.exit(3)
}
const { database } = opening
const { to, owned } = database
const db = connect({ to, connectionsMax: 4, prepare: true })
if (work === 'write')
  await db`create table if not exists row (id int constraint row_pk primary key, batch int)`
say(JSON.stringify({ owned }))

if (work === 'write') {
  let next = Number(firstId)
  const singly = async () => {
    for (;;) {
      const id = next++
      await db`insert into row (id) values (${id})`
      say(String(id))
    }
  }
  const inBatches = async () => {
    for (;;) {
      const from = (next += 100)
      next += 100
      await db.begin(async (tx) => {
        await tx`insert into row select id, ${from} from generate_series(${from}::int, ${from + 49}::int) id`
        await tx`insert into row select id, ${from} from generate_series(${from + 50}::int, ${from + 99}::int) id`
      })
      say(String(from))
      say(String(from + 99))
    }
  }
  const checkpoints = async () => {
    for (;;) {
      await db`checkpoint`
      await pause(20)
    }
  }
  await Promise.all([singly(), singly(), inBatches(), checkpoints()])
}
if (work === 'leave') {
  await db.end()
  await database.close()
}
if (work === 'hold') setInterval(() => {}, 1000)
