/** Sharing an article, as the web editor of a corporation would offer it: plain links, and the device's own menu where there is one. */

/** Runs in the browser as it stands here. Without a share menu the button stays away. */
export const demoShareScript = `'use strict';
(() => {
  const button = document.querySelector('[data-share-menu]')
  if (!button || !navigator.share) return
  button.hidden = false
  button.addEventListener('click', () => {
    navigator.share({ title: document.title, url: location.href }).catch(() => {})
  })
})()
`

/** `data-voordeur-share` asks that these links be tagged when they are followed, so that what returns is seen as shared. */
export const ShareLinks = ({ url, title }: { readonly url: string; readonly title: string }) => (
  <section class="share" aria-labelledby="delen" data-voordeur-share="">
    <h2 id="delen">Deel dit bericht</h2>
    <ul>
      <li>
        <a class="button" href={`https://wa.me/?${new URLSearchParams({ text: `${title} ${url}` })}`}>
          WhatsApp
        </a>
      </li>
      <li>
        <a
          class="button"
          href={`https://www.facebook.com/sharer/sharer.php?${new URLSearchParams({ u: url })}`}
          rel="noopener"
        >
          Facebook
        </a>
      </li>
      <li>
        <button class="button" type="button" data-share-menu="" hidden>
          Anders delen
        </button>
      </li>
    </ul>
    <p>
      Ook op{' '}
      <a
        href="https://www.linkedin.com/posts/woonstichtingdelinde_wonen-activity-7123456789012345678-abcd"
        rel="noopener"
      >
        LinkedIn
      </a>{' '}
      praten we erover door.
    </p>
  </section>
)
