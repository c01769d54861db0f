/** The archive for programs that look for news themselves (RSS 2.0): whoever reads so tells us no address at all. */
import { html } from 'hono/html'
import { must } from '../must.ts'
import type { Site } from '../site/site.ts'
import { archivedPath, archivePath, feedPath } from './archive-path.ts'
import { subjectOf } from './archive-page.tsx'
import type { ArchivedIssue } from './archive.ts'

export interface Feed {
  readonly site: Site
  readonly issues: readonly ArchivedIssue[]
  readonly publicUrl: string
  readonly title: string
  readonly noSubject: string
}

/** XML 1.0 has no room for most control characters, not even escaped. */
const plain = (text: string): string => text.toWellFormed().replaceAll(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu, '')

export function writeFeed({ site, issues, publicUrl, title, noSubject }: Feed): string {
  const feed = html`<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
<title>${title}</title>
<link>${publicUrl + archivePath(site)}</link>
<description>${title}</description>
<language>${site.settings.languages[0] ?? 'nl'}</language>
<atom:link rel="self" type="application/rss+xml" href="${publicUrl + feedPath(site)}"/>
${issues.map((issue) => {
  const link = publicUrl + archivedPath(site, issue.id)
  return html`<item><title>${plain(subjectOf(issue)) || noSubject}</title><link>${link}</link><guid>${link}</guid><pubDate>${issue.sentAt.toUTCString()}</pubDate><description>${plain(subjectOf({ subject: issue.preheader }))}</description></item>
`
})}</channel></rss>
`
  return must(feed instanceof Promise ? null : feed, 'no part of a feed waits for anything').toString()
}
