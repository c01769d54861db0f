/** Parts of a mail as text. */
import { html } from 'hono/html'
import type { Child } from 'hono/jsx'
import { must } from '../must.ts'

/** No part of a mail waits for anything. */
export function written(part: Child): string {
  const text = html`${part}`
  return must(text instanceof Promise ? null : text, 'no part of a mail waits for anything').toString()
}
