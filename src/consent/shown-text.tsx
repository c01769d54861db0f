/**
 * What stood on a screen when a question was answered, rebuilt from the notice that was shown: its texts, its purposes and its
 * buttons in their order, in its language. Nothing in it can be pressed (C1).
 */
import { wordsIn, type Language } from '../page/words.ts'
import { notesOn } from './choice-form.tsx'
import type { Notice, ShownTexts } from './notice.ts'
import { grantedIn, type Receipt } from './receipt.ts'

export interface ShownTextProps {
  readonly lang: Language
  readonly notice: Notice
  readonly receipt: Receipt
  readonly texts: ShownTexts
}

export const ShownText = ({ lang, notice, receipt, texts }: ShownTextProps) => {
  const { receipt: words } = wordsIn(lang).choice
  return (
    <figure class="shown" lang={receipt.language} dir={texts.direction}>
      {receipt.ui.surface === 'placeholder' ? (
        <p>{texts.placeholder.replaceAll('{service}', servicesIn(notice, receipt).join(', '))}</p>
      ) : (
        <ShownQuestion notice={notice} receipt={receipt} texts={texts} />
      )}
      <p class="visually-hidden" lang={lang}>
        {words.buttons}
      </p>
      <ol class="shown-buttons">
        {receipt.ui.buttons.map((button) => (
          <li>{nameOn(button, texts)}</li>
        ))}
      </ol>
    </figure>
  )
}

/** A placeholder stands for one service: one of those that were allowed with it. */
const servicesIn = (notice: Notice, receipt: Receipt): string[] =>
  notice.purposes
    .flatMap(({ services }) => services)
    .filter(({ id }) => grantedIn(receipt).includes(id))
    .map(({ name }) => name)

const ShownQuestion = ({ notice, receipt, texts }: Omit<ShownTextProps, 'lang'>) => {
  const { surface } = receipt.ui
  const isBanner = surface === 'banner'
  const asked = isBanner ? notice.purposes.filter(({ basis }) => basis === 'consent') : notice.purposes
  return (
    <>
      <p class="shown-title">{surface === 'panel' ? texts.panelTitle : texts.title}</p>
      <p>{surface === 'panel' ? texts.panelLead : texts.intro}</p>
      <ul class="shown-purposes">
        {asked.map((purpose) => (
          <li>
            <strong>{texts.purposes[purpose.id]?.name ?? purpose.id}</strong>
            {!isBanner && (
              <>
                <p>{texts.purposes[purpose.id]?.sentence}</p>
                <p class="fine">{notesOn(purpose, texts, surface === 'panel' ? 'panel' : 'page')}</p>
              </>
            )}
          </li>
        ))}
      </ul>
      {surface !== 'panel' && (
        <p>
          {texts.withdraw} {texts.choiceLink}.
        </p>
      )}
    </>
  )
}

/** A button is a name of one of the notice's texts. */
function nameOn(button: string, texts: ShownTexts): string {
  const text = Object.entries(texts).find(([name]) => name === button)?.[1]
  return typeof text === 'string' ? text : button
}
