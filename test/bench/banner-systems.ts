/**
 * The banners that ours is put beside: each asks the same three purposes in Dutch, in the look that it has of itself, from files of
 * its package as published, beside the page. What a website has to write itself (purposes, words that the package
 * has none for) is `/config.js`, and counts as well. The packages are measured here and are no part of the product.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { nlJe } from '../../src/consent/texts/nl-je.ts'
import { usualDraft } from '../support/asking.ts'

export interface BannerFile {
  readonly body: string
  readonly type: 'text/javascript' | 'text/css'
}

export interface BannerSystem {
  readonly name: string
  readonly version: string
  /** Each has a name of its own that leads to the loopback, and so storage of its own. */
  readonly host: string
  /** By path. Of ours there are none: the app answers. */
  readonly files: Readonly<Record<string, BannerFile>>
  /** What a page has in its head. */
  readonly head: string
  /** `code` to hold back until somebody accepts, as markup, in the way of this system. */
  held(code: string, times: number): string
  /** Selectors of the banner and of its two answers. */
  readonly banner: string
  readonly refuse: string
  readonly accept: string
}

const require = createRequire(import.meta.url)

const versionIn = (folder: string): string =>
  (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version

/** The folder of a package, by a file of it, and its version. */
function packageOf(name: string, file: string): { folder: string; version: string } {
  const entry = require.resolve(`${name}/${file}`)
  const folder = entry.slice(0, -file.length)
  return { folder, version: versionIn(folder) }
}

const fileIn = (folder: string, path: string): BannerFile => ({
  body: readFileSync(join(folder, path), 'utf8'),
  type: path.endsWith('.css') ? 'text/css' : 'text/javascript',
})
const script = (body: string): BannerFile => ({ body, type: 'text/javascript' })

const asked = usualDraft.purposes.map(({ id, services, cookies }) => ({
  id,
  cookies,
  ...nlJe.purposes[id as keyof typeof nlJe.purposes],
  services: services.map(({ id: key, name }) => ({ key, name })),
}))

const times = (count: number, text: string): string => Array.from({ length: count }, () => text).join('')

/** Served by the app under the site's own address, as behind a proxy, so that `'self'` means the same for all. */
function ours(): BannerSystem {
  const host = 'voordeur.test'
  return {
    name: 'Voordeur',
    version: versionIn(join(import.meta.dirname, '..')),
    host,
    files: {},
    head: `<script defer src="/s/${host}.js"></script>`,
    held: (code, count) =>
      times(count, `<script type="text/plain" data-voordeur-purpose="marketing">${code}</script>`),
    banner: 'voordeur-consent .dock .card',
    refuse: `voordeur-consent .dock button:text-is("${nlJe.refuse}")`,
    accept: `voordeur-consent .dock button:text-is("${nlJe.accept}")`,
  }
}

/** `dist/klaro.js` has its styles and 25 languages in it. */
function klaro(): BannerSystem {
  const { folder, version } = packageOf('klaro', 'dist/klaro.js')
  const config = {
    version: 1,
    acceptAll: true,
    translations: {
      nl: {
        privacyPolicyUrl: '/privacy',
        purposes: Object.fromEntries(
          asked.map(({ id, name, sentence }) => [id, { title: name, description: sentence }]),
        ),
      },
    },
    services: asked.flatMap(({ id, name, cookies, services }) =>
      services[0]
        ? services.map((service) => ({ name: service.key, title: service.name, purposes: [id] }))
        : [{ name: id, title: name, purposes: [id], cookies }],
    ),
  }
  return {
    name: 'Klaro',
    version,
    host: 'klaro.test',
    files: {
      '/klaro.js': fileIn(folder, 'dist/klaro.js'),
      '/config.js': script(`var klaroConfig=${JSON.stringify(config)}`),
    },
    head: '<script defer src="/config.js"></script><script defer src="/klaro.js"></script>',
    held: (code, count) =>
      times(
        count,
        `<script type="text/plain" data-type="text/javascript" data-name="marketing">${code}</script>`,
      ),
    banner: '.klaro .cookie-notice',
    refuse: '.klaro .cookie-notice .cn-decline',
    accept: '.klaro .cookie-notice .cm-btn-success',
  }
}

/** It has no words of its own: those here are ours. */
function vanilla(): BannerSystem {
  const { folder, version } = packageOf('vanilla-cookieconsent', 'dist/cookieconsent.umd.js')
  const config = {
    categories: {
      necessary: { enabled: true, readOnly: true },
      ...Object.fromEntries(
        asked.map(({ id, cookies, services }) => [
          id,
          {
            services: Object.fromEntries(services.map(({ key, name }) => [key, { label: name }])),
            autoClear: { cookies: cookies.map((name) => ({ name })) },
          },
        ]),
      ),
    },
    language: {
      default: 'nl',
      translations: {
        nl: {
          consentModal: {
            title: nlJe.title,
            description: `Woonstichting De Linde wil graag: ${asked.map(({ name }) => name).join(', ')}. ${nlJe.withdraw} <a href="/keuze">${nlJe.choiceLink}</a>.`,
            acceptAllBtn: nlJe.accept,
            acceptNecessaryBtn: nlJe.refuse,
            showPreferencesBtn: nlJe.customise,
          },
          preferencesModal: {
            title: nlJe.panelTitle,
            acceptAllBtn: nlJe.acceptAll,
            acceptNecessaryBtn: nlJe.refuseAll,
            savePreferencesBtn: nlJe.save,
            closeIconLabel: nlJe.close,
            sections: [
              { description: nlJe.panelLead },
              ...asked.map(({ id, name, sentence }) => ({
                title: name,
                description: sentence,
                linkedCategory: id,
              })),
            ],
          },
        },
      },
    },
  }
  return {
    name: 'vanilla-cookieconsent',
    version,
    host: 'vanilla.test',
    files: {
      '/cookieconsent.umd.js': fileIn(folder, 'dist/cookieconsent.umd.js'),
      '/cookieconsent.css': fileIn(folder, 'dist/cookieconsent.css'),
      '/config.js': script(`CookieConsent.run(${JSON.stringify(config)})`),
    },
    head: '<link rel="stylesheet" href="/cookieconsent.css"><script defer src="/cookieconsent.umd.js"></script><script defer src="/config.js"></script>',
    held: (code, count) =>
      times(count, `<script type="text/plain" data-category="marketing">${code}</script>`),
    banner: '#cc-main .cm',
    refuse: '#cc-main .cm [data-role=necessary]',
    accept: '#cc-main .cm [data-role=all]',
  }
}

/**
 * Its services come from a list of its own, or are functions; it loads styles, words and list by itself. Nothing stands in the page as
 * text to be started, so what is held back here is as many services, each with the code as its function.
 */
function tarteaucitron(): BannerSystem {
  const { folder, version } = packageOf('tarteaucitronjs', 'tarteaucitron.min.js')
  const own = (key: string, type: string, name: string, cookies: readonly string[]) =>
    `tarteaucitron.services.${key}={key:"${key}",type:"${type}",name:${JSON.stringify(name)},needConsent:true,cookies:${JSON.stringify(cookies)},js(){}};`
  const nameOf = (id: string) => asked.find((one) => one.id === id)?.name ?? id
  const jobs = ['youtube', 'googlemapsembed', 'insights', 'meta']
  const config =
    'tarteaucitron.init({privacyUrl:"/privacy"});' +
    own('insights', 'analytic', nameOf('insights'), []) +
    own('meta', 'ads', nameOf('marketing'), ['_fbp']) +
    `(tarteaucitron.job=tarteaucitron.job||[]).push(${jobs.map((job) => `"${job}"`).join(',')})`
  return {
    name: 'tarteaucitron.js',
    version,
    host: 'tarteaucitron.test',
    files: {
      ...Object.fromEntries(
        [
          'tarteaucitron.min.js',
          'tarteaucitron.services.min.js',
          'css/tarteaucitron.min.css',
          'lang/tarteaucitron.nl.min.js',
        ].map((path) => [`/${path}`, fileIn(folder, path)]),
      ),
      '/config.js': script(config),
    },
    head: '<script src="/tarteaucitron.min.js"></script><script src="/config.js"></script>',
    held: (code, count) =>
      `<script>for(let n=0;n<${count};n++){tarteaucitron.services["held"+n]={key:"held"+n,type:"ads",name:"Tag "+n,needConsent:true,cookies:[],js(){${code}}};tarteaucitron.job.push("held"+n)}</script>`,
    banner: '#tarteaucitronAlertBig',
    refuse: '#tarteaucitronAllDenied2',
    accept: '#tarteaucitronPersonalize2',
  }
}

export const bannerSystems = (): readonly BannerSystem[] => [ours(), klaro(), vanilla(), tarteaucitron()]
