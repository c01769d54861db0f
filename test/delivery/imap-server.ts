/**
 * A mailbox on loopback that speaks as much IMAP (RFC 3501, RFC 4315) as reading what came back takes: one folder, one conversation at a
 * time, over real TCP. It keeps what it was asked, and says no or hangs up where a test wants it to.
 */
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'

interface Stored {
  readonly uid: number
  readonly raw: Buffer
  readonly flags: Set<string>
}

export interface Imap {
  readonly port: number
  /** Each command as it came, without its tag. */
  readonly commands: string[]
  /** Puts a mail in the folder, unread, and answers its number. */
  add(raw: string | Buffer): number
  /** Numbers and flags of what is there. */
  list(): { readonly uid: number; readonly flags: readonly string[] }[]
  /** Commands that begin like this are answered `NO`, or with silence, or by hanging up; null for none. */
  fail(at: RegExp | null, how?: 'no' | 'silence' | 'hang-up'): void
  /** Numbers begin anew, as after a restore. */
  renumber(): void
  close(): Promise<void>
}

export interface ImapOptions {
  readonly password?: string
  readonly hasUidPlus?: boolean
}

export async function openImap({ password = 'geheim', hasUidPlus = true }: ImapOptions = {}): Promise<Imap> {
  let stored: Stored[] = []
  let uidNext = 1
  let validity = 7
  const commands: string[] = []
  const sockets = new Set<Socket>()
  let failing: { readonly at: RegExp; readonly how: 'no' | 'silence' | 'hang-up' } | null = null
  const capabilities = `IMAP4rev1${hasUidPlus ? ' UIDPLUS' : ''}`
  const named = (set: string) => (one: Stored) =>
    set.split(',').some((part) => {
      const [from = '', to = from] = part.split(':')
      const last = Math.max(0, ...stored.map(({ uid }) => uid))
      const [low, high] = [from, to]
        .map((text) => (text === '*' ? last : Number(text)))
        .toSorted((a, b) => a - b)
      return one.uid >= (low ?? 0) && one.uid <= (high ?? 0)
    })
  const expunge = (write: (text: string) => void, which: (one: Stored) => boolean) => {
    for (let nth = stored.length; nth >= 1; nth -= 1) {
      const one = stored[nth - 1]
      if (one && which(one) && one.flags.has('\\Deleted')) {
        stored = stored.filter((other) => other !== one)
        write(`* ${nth} EXPUNGE`)
      }
    }
  }

  function answer(socket: Socket, line: string): void {
    const [, tag = '*', command = ''] = /^(\S+) (.*)$/s.exec(line) ?? []
    commands.push(command.replace(/^LOGIN .*/, 'LOGIN'))
    const write = (text: string) => void socket.write(`${text}\r\n`)
    if (failing?.at.test(command)) {
      if (failing.how === 'no') write(`${tag} NO [UNAVAILABLE] not now, anna@example.nl`)
      if (failing.how === 'hang-up') socket.destroy()
      return
    }
    const [, verb = '', rest = ''] = /^((?:UID )?\S+) ?(.*)$/s.exec(command) ?? []
    switch (verb.toUpperCase()) {
      case 'CAPABILITY':
        write(`* CAPABILITY ${capabilities}`)
        break
      case 'LOGIN':
        if (!rest.includes(password))
          return write(`${tag} NO [AUTHENTICATIONFAILED] who is beheer@example.nl`)
        break
      case 'LIST':
      case 'LSUB':
        // No name asks for what stands between the names of folders.
        write(/^"" ""$/.test(rest) ? '* LIST (\\Noselect) "/" ""' : `* ${verb} (\\HasNoChildren) "/" INBOX`)
        break
      case 'SELECT':
        if (!/^"?INBOX"?$/i.test(rest)) return write(`${tag} NO [NONEXISTENT] no such folder`)
        write('* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)')
        write(`* ${stored.length} EXISTS`)
        write(`* OK [UIDVALIDITY ${validity}] ok`)
        write(`* OK [UIDNEXT ${uidNext}] ok`)
        write('* OK [PERMANENTFLAGS (\\Deleted \\Seen \\*)] ok')
        return write(`${tag} OK [READ-WRITE] selected`)
      case 'UID SEARCH': {
        const set = /UID (\S+)/i.exec(rest)?.[1] ?? '1:*'
        const found = stored.filter(
          (one) => named(set)(one) && !one.flags.has('\\Seen') && !one.flags.has('\\Deleted'),
        )
        write(`* SEARCH${found.map(({ uid }) => ` ${uid}`).join('')}`)
        break
      }
      case 'UID FETCH': {
        const [, set = '', bytes] = /^(\S+) .*?BODY\.PEEK\[\](?:<0\.(\d+)>)?/i.exec(rest) ?? []
        for (const [nth, one] of stored.entries()) {
          if (!named(set)(one)) continue
          const raw = bytes === undefined ? one.raw : one.raw.subarray(0, Number(bytes))
          socket.write(
            `* ${nth + 1} FETCH (UID ${one.uid} BODY[]${bytes === undefined ? '' : '<0>'} {${raw.length}}\r\n`,
          )
          socket.write(raw)
          write(')')
        }
        break
      }
      case 'UID STORE': {
        const [, set = '', flags = ''] = /^(\S+) \+FLAGS(?:\.SILENT)? \((.*)\)/i.exec(rest) ?? []
        for (const [nth, one] of stored.entries()) {
          if (!named(set)(one)) continue
          for (const flag of flags.split(' ')) one.flags.add(flag)
          write(`* ${nth + 1} FETCH (UID ${one.uid} FLAGS (${[...one.flags].join(' ')}))`)
        }
        break
      }
      case 'UID EXPUNGE':
        expunge(write, named(rest))
        break
      case 'EXPUNGE':
        expunge(write, () => true)
        break
      case 'LOGOUT':
        write('* BYE')
        write(`${tag} OK bye`)
        socket.end()
        return
      case 'NOOP':
        break
      default:
        return write(`${tag} BAD what is that`)
    }
    write(`${tag} OK done`)
  }

  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // A client that hangs up is no failure of a test.
    socket.on('error', () => undefined)
    socket.write(`* OK [CAPABILITY ${capabilities}] here\r\n`)
    let pending = ''
    socket.on('data', (chunk: Buffer) => {
      const lines = (pending + chunk.toString('latin1')).split('\r\n')
      pending = lines.pop() ?? ''
      for (const line of lines) answer(socket, line)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    commands,
    add(raw) {
      const uid = uidNext
      uidNext += 1
      stored = [...stored, { uid, raw: Buffer.from(raw), flags: new Set() }]
      return uid
    },
    list: () => stored.map(({ uid, flags }) => ({ uid, flags: [...flags] })),
    fail(at, how = 'no') {
      failing = at && { at, how }
    },
    renumber() {
      validity += 1
      stored = stored.map((one, nth) => ({ ...one, uid: nth + 1 }))
      uidNext = stored.length + 1
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
