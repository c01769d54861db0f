/** Whether somebody at this very machine asks, rather than through a proxy on it or by a page that guessed its address. */
const loopback = /^(::1|(::ffff:)?127(\.\d{1,3}){3})$/

/** A name that a stranger's DNS can point here is none of ours: the page behind it would read what we answer. */
const ownNames = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/

const passedOn = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via', 'cf-connecting-ip']

export const isAskedHere = (request: Request, socketAddress: string | undefined): boolean =>
  loopback.test(socketAddress ?? '') &&
  ownNames.test(new URL(request.url).hostname) &&
  !passedOn.some((name) => request.headers.has(name))
