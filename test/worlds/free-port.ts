/** A loopback port that nobody listened on a moment ago. Another process may take it before it is used. */
import { once } from 'node:events'
import { createServer } from 'node:net'
import { must } from '../../src/must.ts'

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  return must(typeof address === 'object' ? address : null, 'a TCP server has a port').port
}
