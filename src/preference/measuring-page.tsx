/** The question of the mail that asks whether one may be measured, by itself: two answers, and what was answered. */
import { VisitorPage, type Visiting } from '../consent/visitor-page.tsx'
import { wordsIn } from '../page/words.ts'
import { MeasuringForm, type MeasuringFormProps } from './manage-page.tsx'

export const MeasuringPage = (props: MeasuringFormProps) => {
  const { answer: words } = wordsIn(props.visiting.lang).preference
  return (
    <VisitorPage visiting={props.visiting} title={words.title}>
      <h1>{words.title}</h1>
      <MeasuringForm {...props} isAlone />
    </VisitorPage>
  )
}

/** `answer` null: it is not asked any more. `manage` is where everything else can be changed. */
export const AnsweredPage = ({
  visiting,
  answer,
  manage,
}: {
  visiting: Visiting
  answer: 'yes' | 'no' | null
  manage: string
}) => {
  const { answer: words } = wordsIn(visiting.lang).preference
  const title = answer === null ? words.title : words.thanksTitle
  return (
    <VisitorPage visiting={visiting} title={title}>
      <div class="said" role="status">
        <h1>{title}</h1>
        <p class="lead">{answer === null ? words.over : words.thanks[answer]}</p>
      </div>
      <p>
        <a href={manage}>{words.manage}</a>
      </p>
    </VisitorPage>
  )
}
