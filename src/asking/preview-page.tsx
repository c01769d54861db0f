/**
 * A page that looks like a simple website and loads the real banner, to be shown in a frame beside the editor. It stands in the
 * language that was asked for as far as the banner goes; its own texts are ours, Dutch or English.
 */
import { iconPath, previewScriptPath, stylesheetPath } from '../page/assets.ts'
import { wordsIn } from '../page/words.ts'
import type { Notice } from '../consent/notice.ts'
import { askedFor } from '../consent/purpose.ts'
import { noticeLanguages, textsIn, type NoticeLanguage } from '../consent/texts.ts'
import { askingHref } from './asking-href.ts'

export interface PreviewPageProps {
  readonly domain: string
  readonly brand: string
  readonly language: NoticeLanguage
  /** What the saved draft would become. */
  readonly notice: Notice
}

export const PreviewPage = ({ domain, brand, language, notice }: PreviewPageProps) => {
  const lang = language === 'nl' ? 'nl' : 'en'
  const { consent } = wordsIn(lang)
  const own = consent.preview
  const services = askedFor(notice.purposes).flatMap((purpose) => purpose.services)
  const first = services[0]
  return (
    <html lang={language} dir={textsIn(language, 'je').direction}>
      <head>
        <meta charset="utf-8" />
        <title>{`${own.page} · ${brand}`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light" />
        <meta name="robots" content="noindex" />
        <link rel="icon" href={iconPath} type="image/svg+xml" />
        <link rel="stylesheet" href={stylesheetPath} />
        <script defer src={previewScriptPath}></script>
        <script type="module" src={`/banner.js?${new URLSearchParams({ d: domain, preview: '1' })}`}></script>
      </head>
      <body class="sample">
        <header>
          <p class="sample-brand">
            <bdi>{brand}</bdi>
          </p>
          <ul class="sample-menu" lang={lang} dir="ltr" aria-hidden="true">
            {own.menu.map((name) => (
              <li>{name}</li>
            ))}
          </ul>
          <nav aria-label={own.languages}>
            <ul class="sample-languages">
              {noticeLanguages.map((one) => (
                <li>
                  <a
                    href={askingHref(domain, undefined, 'preview', { lang: one })}
                    hreflang={one}
                    aria-current={one === language ? 'true' : undefined}
                  >
                    <abbr title={consent.languages[one]}>{one.toUpperCase()}</abbr>
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        </header>
        <main lang={lang} dir="ltr">
          <h1>{own.title}</h1>
          {own.text.map((text) => (
            <p>{text}</p>
          ))}
          {first && (
            <iframe
              class="sample-embed"
              title={first.name}
              data-src={`https://${first.hosts[0] ?? domain}/`}
              data-voordeur-purpose={first.id}
            />
          )}
          <p class="sample-none" data-none="" hidden={askedFor(notice.purposes).length > 0}>
            {own.none}
          </p>
        </main>
        <footer lang={lang} dir="ltr">
          <p>
            {own.footer} <span lang={language}>{textsIn(language, 'je').choiceLink}</span>
          </p>
        </footer>
      </body>
    </html>
  )
}
