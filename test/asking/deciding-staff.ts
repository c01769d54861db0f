/** A site with people who decide what it asks, for tests: forms as a browser sends them, and a draft that breaks no rule. */
import { consentDraft, type ConsentDraft } from '../../src/consent/draft.ts'
import type { everywhere, Role } from '../../src/account/role.ts'
import { nameOf, writtenOf, type WrittenDraft } from '../../src/asking/read-draft.ts'
import { findStatement, recordStatement } from '../../src/consent/statement-version.ts'
import { noticeLanguages } from '../../src/consent/texts.ts'
import { siteSettings } from '../../src/site/site-settings.ts'
import { forgetSites, readSite, recordSettings, type Site } from '../../src/site/site.ts'
import { usualStatement } from '../support/asking.ts'
import { signInAs } from '../support/staff.ts'
import type { World } from '../support/world.ts'

export const origin = 'http://localhost:3000'
export const path = '/dashboard/sites/example.nl/consent'

export type Fields = readonly (readonly [string, string])[]

/** Every field of the editor's form, as it stands when it shows this. */
export function fieldsOf(written: WrittenDraft): [string, string][] {
  const { purposes, texts, theme } = written
  return [
    [nameOf.main, written.main],
    ...written.languages.map((language): [string, string] => [nameOf.languages, language]),
    ...purposes.flatMap((purpose, nth): [string, string][] => [
      ...(['id', 'basis', 'version', 'recipients', 'months', 'cookies', 'storage'] as const).map(
        (field): [string, string] => [nameOf.purpose(nth, field), purpose[field]],
      ),
      ...purpose.elements.map((element): [string, string] => [nameOf.purpose(nth, 'elements'), element]),
      ...purpose.services.flatMap(({ id, name, hosts }, of): [string, string][] => [
        [nameOf.service(nth, of, 'id'), id],
        [nameOf.service(nth, of, 'name'), name],
        [nameOf.service(nth, of, 'hosts'), hosts],
      ]),
      ...noticeLanguages.flatMap((language): [string, string][] => [
        [nameOf.purposeText(nth, language, 'name'), purpose.texts[language].name],
        [nameOf.purposeText(nth, language, 'sentence'), purpose.texts[language].sentence],
      ]),
    ]),
    ...noticeLanguages.flatMap((language) =>
      Object.entries(texts[language]).map(([which, text]): [string, string] => [
        `t.${language}.${which}`,
        text,
      ]),
    ),
    ...Object.entries(theme).map(([part, value]): [string, string] => [`theme.${part}`, value]),
    ...(written.consentMode ? [[nameOf.consentMode, 'on'] as [string, string]] : []),
  ]
}

/** With one field otherwise; an empty list of values takes it out. */
export const withField = (fields: Fields, name: string, ...values: readonly string[]): [string, string][] => [
  ...fields.filter(([other]) => other !== name).map(([other, value]): [string, string] => [other, value]),
  ...values.map((value): [string, string] => [name, value]),
]

/** Videos of YouTube and nothing else. */
export const videos: ConsentDraft = consentDraft.parse({
  purposes: [
    {
      id: 'embeds',
      basis: 'consent',
      elements: ['third-party-content', 'third-party-storage'],
      recipients: ['Google (YouTube)'],
      services: [{ id: 'youtube', name: 'YouTube', hosts: ['youtube.com', 'youtu.be'] }],
    },
  ],
})
export const videosForm = (): [string, string][] => fieldsOf(writtenOf(videos))

/** Says who asks: name, address and a way to reach them. */
export async function nameController(world: World, site: Site): Promise<void> {
  if ((await findStatement(world.ports.db, site.id)) === null)
    await recordStatement(world.ports, site.id, usualStatement)
  const { settings } = (await readSite(world.ports, site.domain)) ?? site
  await recordSettings(world.ports, site, {
    ...siteSettings.parse(settings),
    controller: {
      ...settings.controller,
      name: 'Woonstichting De Linde',
      address: 'Lindelaan 1',
      email: 'info@delinde.nl',
    },
  })
  forgetSites(world.ports.db)
}

/** One member of staff as a browser: signed in, sending forms from our own pages. */
export function openBrowserOf(world: World, cookie: string) {
  return {
    ask: (at: string) => world.request(at, { headers: { cookie } }),
    post: (at: string, fields: Fields, from = origin) => {
      const body = new URLSearchParams()
      for (const [name, value] of fields) body.append(name, value)
      return world.request(at, { method: 'POST', headers: { cookie, origin: from }, body })
    },
  }
}
export type Browsing = ReturnType<typeof openBrowserOf>

const cookies = new WeakMap<World, Map<string, string>>()

/** Each person once: an account costs a password's hash. */
export async function browserOf(
  world: World,
  role: Role,
  where: Site['id'] | typeof everywhere,
): Promise<Browsing> {
  const known = cookies.get(world) ?? new Map<string, string>()
  cookies.set(world, known)
  const who = `${role} ${where}`
  const cookie = known.get(who) ?? (await signInAs(world.ports, role, where)).cookie
  known.set(who, cookie)
  return openBrowserOf(world, cookie)
}
