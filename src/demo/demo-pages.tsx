/** What stands on the pages of the demo website. */
import { demoDomain } from './demo-domain.ts'
import { Head } from './demo-frame.tsx'
import { ShareLinks } from './share.tsx'
import { HomePicture, Street } from './street.tsx'

export const HomePage = () => (
  <>
    <div class="hero">
      <div class="wrap">
        <h1>Goed wonen, dicht bij elkaar</h1>
        <p>De Linde verhuurt 4.200 woningen in en om de stad. Voor wie er al woont, en voor wie zoekt.</p>
        <a class="button" href="/demo/aanbod">
          Bekijk het aanbod
        </a>
        <Street />
      </div>
    </div>
    <div class="wrap">
      <ul class="quick">
        <li>
          <a class="tile" href="/demo/reparatie">
            <strong>Reparatie melden</strong>
            <span>Lekkage, verwarming of een deur die klemt? Meld het hier.</span>
          </a>
        </li>
        <li>
          <a class="tile" href="/demo/app">
            <strong>Mijn Linde</strong>
            <span>Je huur, je reparaties en je gegevens.</span>
          </a>
        </li>
        <li>
          <a class="tile" href="/demo/huurdersgids.pdf">
            <strong>Huurdersgids</strong>
            <span>Wie regelt wat in en om je huis? Download de gids (pdf).</span>
          </a>
        </li>
      </ul>
      <h2>Nieuws</h2>
      <NewsList />
    </div>
  </>
)

const homes = [
  {
    street: 'Lindenlaan 24',
    rent: '€ 612,40',
    facts: ['3 kamers', '68 m²', 'label B'],
    gable: 'step',
    brick: 1,
  },
  {
    street: 'Kapelaan van der Meerstraat 7',
    rent: '€ 548,10',
    facts: ['2 kamers', '54 m²', 'lift'],
    gable: 'flat',
    brick: 4,
  },
  {
    street: 'Havenkade 112',
    rent: '€ 701,95',
    facts: ['4 kamers', '86 m²', 'tuin'],
    gable: 'bell',
    brick: 2,
  },
  {
    street: 'Boomgaardweg 3',
    rent: '€ 496,00',
    facts: ['2 kamers', '49 m²', 'voor 55+'],
    gable: 'point',
    brick: 3,
  },
] as const

export const HomesPage = () => (
  <>
    <Head title="Ik zoek een woning">
      <p>
        Vier woningen staan nu open voor een reactie. Je huurtoeslag vraag je aan bij de gemeente of de
        Belastingdienst.
      </p>
    </Head>
    <div class="wrap">
      <ul class="homes">
        {homes.map(({ street, rent, facts, gable, brick }) => (
          <li class="home">
            <HomePicture gable={gable} brick={brick} />
            <h2>{street}</h2>
            <p class="rent">{rent} per maand</p>
            <ul class="facts">
              {facts.map((fact) => (
                <li>{fact}</li>
              ))}
            </ul>
            <p>
              <button
                class="button"
                type="button"
                data-voordeur-event="Woningreactie"
                data-voordeur-prop-straat={street}
              >
                Reageer<span class="unseen"> op {street}</span>
              </button>
            </p>
          </li>
        ))}
      </ul>
    </div>
  </>
)

export const RepairPage = ({ isSent }: { isSent: boolean }) => (
  <>
    <Head title={isSent ? 'Bedankt voor je melding' : 'Reparatie melden'}>
      <p>
        {isSent
          ? 'We bellen je binnen twee werkdagen voor een afspraak. (Dit is een voorbeeld: we hebben niets bewaard.)'
          : 'Bel bij gas, brand of een grote lekkage meteen 010 000 00 00. Al het andere meld je hier.'}
      </p>
    </Head>
    <div class="wrap">
      {isSent ? (
        <a class="button" href="/demo/">
          Naar de voorpagina
        </a>
      ) : (
        <form method="post" action="/demo/reparatie">
          <div class="field">
            <label for="waar">Waar is het?</label>
            <select id="waar" name="waar">
              <option>Keuken</option>
              <option>Badkamer</option>
              <option>Verwarming</option>
              <option>Buiten of in het trappenhuis</option>
            </select>
          </div>
          <div class="field">
            <label for="wat">Wat is er kapot?</label>
            <p class="hint" id="wat-hint">
              Schrijf niets op over je gezondheid of over andere mensen.
            </p>
            <textarea id="wat" name="wat" rows={4} aria-describedby="wat-hint"></textarea>
          </div>
          <button class="button" type="submit">
            Verstuur melding
          </button>
        </form>
      )}
    </div>
  </>
)

const articles = [
  {
    slug: 'duurzaamheidswerkzaamheden-lindenlaan',
    on: '2026-11-12',
    said: '12 november 2026',
    title: 'Duurzaamheidswerkzaamheden aan de Lindenlaan beginnen in januari',
    lead: 'Honderdtwaalf woningen krijgen betere isolatie, nieuwe kozijnen en zonnepanelen. De huur gaat er niet door omhoog.',
  },
  {
    slug: 'bewonersdag',
    on: '2026-10-29',
    said: '29 oktober 2026',
    title: 'Zo was de bewonersdag',
    lead: 'Meer dan tweehonderd bewoners kwamen naar het buurthuis. Lees wat er is gezegd over de wijk en het groen.',
  },
] as const

const NewsList = () => (
  <ul class="posts">
    {articles.map(({ slug, on, said, title, lead }) => (
      <li class="post">
        <time datetime={on}>{said}</time>
        <h3>
          <a href={`/demo/nieuws/${slug}`}>{title}</a>
        </h3>
        <p>{lead}</p>
      </li>
    ))}
  </ul>
)

export const NewsPage = () => (
  <>
    <Head title="Nieuws" />
    <div class="wrap">
      <h2 class="unseen">Berichten</h2>
      <NewsList />
      <p class="after-posts">
        Liever in je mail? <a href="/demo/nieuwsbrief">Meld je aan voor de nieuwsbrief</a>.
      </p>
    </div>
  </>
)

/** The form as a web editor pastes it: with its script it stays on the page, and without it works too. */
export const NewsletterPage = ({ publicUrl }: { publicUrl: string }) => (
  <>
    <Head title="Nieuwsbrief voor bewoners">
      <p>Elke maand: wat er in je buurt gebeurt, en wat dat voor je huis betekent.</p>
    </Head>
    <div class="wrap">
      <form method="post" action={`${publicUrl}/newsletter/subscribe`} data-voordeur-newsletter={publicUrl}>
        <input type="hidden" name="d" value={demoDomain} />
        <div hidden>
          <label for="website">Vul hier niets in</label>
          <input id="website" name="website" type="text" tabindex={-1} autocomplete="off" />
        </div>
        <div class="field">
          <label for="email">Je mailadres</label>
          <input id="email" name="email" type="email" autocomplete="email" required maxlength={254} />
        </div>
        <div class="field">
          <label for="name">Je naam (hoeft niet)</label>
          <input id="name" name="name" type="text" autocomplete="name" maxlength={100} />
        </div>
        <div class="tick">
          <input id="measure" name="measure" type="checkbox" value="yes" aria-describedby="measure-hint" />
          <label for="measure">Jullie mogen zien of ik de nieuwsbrief open en waar ik op klik.</label>
        </div>
        <p class="hint" id="measure-hint">
          Dit hoeft niet: je krijgt de nieuwsbrief ook zonder. En je kunt er altijd weer mee stoppen.
        </p>
        <p>
          Wat we met je gegevens doen, staat op de pagina <a href={`/privacy/${demoDomain}`}>Privacy</a>.
        </p>
        <button class="button" type="submit">
          Meld me aan
        </button>
        <p role="status"></p>
      </form>
    </div>
  </>
)

export const findArticle = (slug: string) => articles.find((article) => article.slug === slug)

export const ArticlePage = ({ article, url }: { article: (typeof articles)[number]; url: string }) => (
  <>
    <Head title={article.title}>
      <time datetime={article.on}>{article.said}</time>
    </Head>
    <div class="wrap article">
      <p>
        <strong>{article.lead}</strong>
      </p>
      <p>
        De gemeente denkt mee over de plannen. Op de{' '}
        <a href="https://www.rotterdam.nl/wonen-leven" rel="noopener">
          website van de gemeente
        </a>{' '}
        lees je wat er in de wijk verandert.
      </p>
      <h2>Wat betekent dit voor jou?</h2>
      <p>
        Woon je in een van de woningen, dan krijg je een brief met de dagen waarop we komen. Kun je dan niet?
        Bel ons, dan zoeken we samen een andere dag. Alles over onderhoud staat ook in de{' '}
        <a href="/demo/huurdersgids.pdf">huurdersgids</a>.
      </p>
      <ShareLinks url={url} title={article.title} />
      <p>
        <a href="/demo/nieuws">Al het nieuws</a>
      </p>
    </div>
  </>
)

export const ContactPage = () => (
  <>
    <Head title="Contact">
      <p>We zijn er op werkdagen van 8.30 tot 17.00 uur.</p>
    </Head>
    <div class="wrap two">
      <dl class="contact">
        <div>
          <dt>Bellen</dt>
          <dd>010 000 00 00</dd>
        </div>
        <div>
          <dt>Langskomen</dt>
          <dd>Lindenlaan 1, naast het buurthuis</dd>
        </div>
        <div>
          <dt>Volg ons</dt>
          <dd>
            <a href="https://www.facebook.com/woonstichtingdelinde.example" rel="noopener">
              Facebook
            </a>
          </dd>
        </div>
      </dl>
      <div class="card">
        <h2>Klacht over de huur?</h2>
        <p>
          Komen we er samen niet uit, dan kun je naar de{' '}
          <a href="https://www.huurcommissie.nl/" rel="noopener">
            Huurcommissie
          </a>
          .
        </p>
      </div>
    </div>
  </>
)

export const MissingPage = () => (
  <>
    <Head title="Deze pagina is verhuisd">
      <p>
        Of ze heeft nooit bestaan. Ga naar <a href="/demo/">de voorpagina</a>.
      </p>
    </Head>
  </>
)
