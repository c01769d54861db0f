/** Elements without a string of HTML, and what of the page makes room for them: no style attribute, no style element. */
import { styles } from './banner-styles.ts'
import { notice } from './banner-notice.ts'

/** `name` may have a class behind a point; what is no text and no node sets properties. */
export function make<Made extends HTMLElement = HTMLElement>(
  name: string,
  ...content: (Node | string | Partial<Made>)[]
): Made {
  const [tag, kind = ''] = name.split('.')
  const element = document.createElement(tag || 'div') as Made
  element.className = kind
  for (const one of content)
    if (one.constructor == Object) Object.assign(element, one)
    else element.append(one as Node)
  return element
}

export const button = (text: string, onclick: () => unknown, kind = ''): HTMLElement =>
  make(`button.${kind}`, text, { onclick })

/** In another tab, so that the page stays as it was; where that leads learns nothing of the page. */
export const link = (href: string, text = ''): HTMLAnchorElement =>
  make<HTMLAnchorElement>('a', text, { href, target: '_blank', rel: 'noreferrer' })

/** An element of a name that only we have, in the notice's language and direction, and what it shows. */
export function openShadow(name: string, ownRules = ''): ShadowRoot {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(styles(notice.theme) + ownRules)
  const root = make(name, { lang: notice.lang, dir: notice.texts.direction }).attachShadow({ mode: 'open' })
  root.adoptedStyleSheets = [sheet]
  return root
}

const pageSheet = new CSSStyleSheet()
document.adoptedStyleSheets.push(pageSheet)

/**
 * Below the page, as high as what lies over it: nothing that has the focus need stay behind it (WCAG 2.4.11). And what a
 * placeholder stands for, right behind it, is not seen.
 */
export const makeRoom = (px: number): void =>
  pageSheet.replaceSync(
    'voordeur-placeholder+*{display:none!important}' +
      (px ? `html{scroll-padding-bottom:${px}px;padding-bottom:${px}px}` : ''),
  )
