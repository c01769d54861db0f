/** A newsletter as a housing corporation would send it: every kind of block, a picture, a button, two columns, six links. */
import type { Sending } from '../../src/newsletter/compose.ts'
import { issueDocument, type IssueDocument } from '../../src/newsletter/issue.ts'
import { siteSettings } from '../../src/site/site-settings.ts'
import type { Site } from '../../src/site/site.ts'
import type { SiteId } from '../../src/db/schema.ts'
import { newsletterSettings } from '../../src/subscriber/newsletter-settings.ts'

export const believableDomain = 'woonstichtingdelinde.nl'

const source = `# Nieuws voor bewoners

Beste {{naam|bewoner}},

Het wordt kouder. In deze nieuwsbrief lees je hoe je je huis warm houdt zonder een hoge rekening, en wanneer we in jouw straat aan het werk zijn.

![Een nieuwe voordeur in de Lindestraat, met planten ernaast](https://www.woonstichtingdelinde.nl/beeld/voordeur.jpg)

## Nieuwe voordeuren in de Lindestraat

In januari vervangen we **84 voordeuren** in de Lindestraat en de [Wilgenhof](https://www.woonstichtingdelinde.nl/projecten/wilgenhof). Je krijgt twee weken van tevoren een brief met de dag waarop we komen. Je hoeft er niets voor te betalen.

:::let-op
**Let op:** op dinsdag 1 december zijn we gesloten. Heb je een lekkage of zit je zonder verwarming? Bel dan [010 123 45 67](tel:+31101234567). Dat kan dag en nacht.
:::

[Bekijk de planning van jouw straat](https://www.woonstichtingdelinde.nl/planning?wijk=linde&jaar=2027){knop}

---

:::kolommen
### Samen koken

Elke woensdag koken bewoners voor elkaar in buurthuis De Brink. Meedoen kost vier euro.

[Meld je aan om mee te eten](https://buurthuisdebrink.example/koken)

---

### Minder stoken

Zet de verwarming een uur voor je gaat slapen al lager. Dat scheelt een gemiddeld gezin 60 euro per jaar.

[Alle tips om te besparen](https://www.woonstichtingdelinde.nl/energie/tips)
:::

## De huur in januari

| Soort woning | Verhoging |
| --- | ---: |
| Appartement | 2,8% |
| Eengezinswoning | 3,1% |
| Garage | 0% |

> “Ik was bang dat het een puinhoop zou worden, maar om vier uur zat de nieuwe deur erin.”
> Mevrouw De Wit, Lindestraat 14

Dit kun je zelf doen:

1. Controleer of je rookmelder werkt.
2. Zet je ventilatie nooit helemaal uit.
3. Meld schimmel [op onze website](https://www.woonstichtingdelinde.nl/reparatie).

Hartelijke groet,
Woonstichting De Linde
`

export const believableDocument: IssueDocument = issueDocument.parse({
  subject: 'Nieuwe voordeuren en tips voor een warm huis',
  preheader: 'Wanneer we in jouw straat werken, en hoe je minder stookt.',
  source,
  lists: [1],
} satisfies Partial<IssueDocument>)

export const believableSending: Sending = {
  site: {
    id: 1 as SiteId,
    domain: believableDomain,
    hostnames: [believableDomain],
    timezone: 'Europe/Amsterdam',
    askedSince: null,
    settings: siteSettings.parse({
      brand: { name: 'Woonstichting De Linde', colour: '#00607a' },
      controller: { name: 'Stichting De Linde', address: 'Lindelaan 1\n3011 AB Rotterdam' },
    }),
  } satisfies Site,
  settings: newsletterSettings.parse({
    imprint: 'Stichting De Linde, Lindelaan 1, 3011 AB Rotterdam\nKvK 12345678',
  }),
  publicUrl: 'https://meten.example.nl',
}
