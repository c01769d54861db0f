/** A page whose tabs change the address without loading anew, as the portals of many corporations do. */
import { Head } from './demo-frame.tsx'

/** Runs in the browser as it stands here: small enough to read, and allowed by `script-src 'self'`. */
export const demoAppScript = `'use strict';
(() => {
  const panels = document.querySelectorAll('[data-tab]')
  const links = document.querySelectorAll('.tabs a')
  const show = () => {
    const tab = location.pathname.split('/')[3] || 'huur'
    panels.forEach((panel) => { panel.hidden = panel.dataset.tab !== tab })
    links.forEach((link) => {
      if (link.pathname === location.pathname || link.pathname === '/demo/app/' + tab) link.setAttribute('aria-current', 'page')
      else link.removeAttribute('aria-current')
    })
  }
  links.forEach((link) => link.addEventListener('click', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return
    event.preventDefault()
    history.pushState(null, '', link.href)
    show()
  }))
  addEventListener('popstate', show)
  show()
})()
`

const tabs = [
  {
    tab: 'huur',
    name: 'Huur',
    title: 'Je huur',
    text: 'Deze maand is betaald. De volgende afschrijving is op 1 december.',
  },
  {
    tab: 'reparaties',
    name: 'Reparaties',
    title: 'Je reparaties',
    text: 'Er staat één afspraak: dinsdag tussen 8.00 en 12.00 uur, keukenkraan.',
  },
  {
    tab: 'gegevens',
    name: 'Gegevens',
    title: 'Je gegevens',
    text: 'Je telefoonnummer en de mensen met wie je woont.',
  },
] as const

export type AppTab = (typeof tabs)[number]['tab']
export const isAppTab = (text: string): text is AppTab => tabs.some(({ tab }) => tab === text)

/** Without script each tab is a page of its own. */
export const AppPage = ({ shown }: { shown: AppTab }) => (
  <>
    <Head title="Mijn Linde">
      <p>Een voorbeeld van een portaal dat van scherm wisselt zonder de pagina opnieuw te laden.</p>
    </Head>
    <div class="wrap">
      <nav aria-label="Onderdelen">
        <ul class="tabs">
          {tabs.map(({ tab, name }) => (
            <li>
              <a href={`/demo/app/${tab}`} aria-current={tab === shown ? 'page' : undefined}>
                {name}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {tabs.map(({ tab, title, text }) => (
        <section class="card" data-tab={tab} hidden={tab !== shown}>
          <h2>{title}</h2>
          <p>{text}</p>
        </section>
      ))}
    </div>
  </>
)
