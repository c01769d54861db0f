/** The form for a request. Works without script; what went wrong stands beside its field, and nothing typed is lost. */
import { privacyPath } from '../consent/more-links.tsx'
import { formAction, Points, VisitorPage, type Visiting } from '../consent/visitor-page.tsx'
import { formatIn } from '../page/format.ts'
import { LongTextField, Part, Refusal, SelectField, TextField, Tick, Trap } from '../page/visitor-fields.tsx'
import { wordsIn } from '../page/words.ts'
import { nameLengthMax } from '../subscriber/change.ts'
import { trapName } from '../subscriber/read-sign-up.ts'
import { capacities, nothingTyped, whos, wishLengthMax, type RequestFault } from './read-request.ts'
import type { TypedRequest } from './read-request.ts'
import { requestKinds } from './request.ts'

export interface RequestPageProps {
  readonly visiting: Visiting
  /** Absent: the form is shown for the first time. */
  readonly refused?: {
    readonly typed: TypedRequest
    readonly why: { readonly faults: readonly RequestFault[] } | 'network' | 'email'
  }
}

export const RequestPage = ({ visiting, refused }: RequestPageProps) => {
  const { site, lang } = visiting
  const { request: words } = wordsIn(lang)
  const typed = refused?.typed ?? nothingTyped
  const why = refused?.why
  const faults = typeof why === 'object' ? why.faults : []
  const most = formatIn(lang).number(wishLengthMax)
  const refusalOf = (fault: RequestFault): string | undefined =>
    faults.includes(fault) ? (fault === 'wish' ? words.refused.wish(most) : words.refused[fault]) : undefined
  return (
    <VisitorPage visiting={visiting} title={words.title}>
      <div>
        <h1>{words.title}</h1>
        <p class="lead">{words.lead(site.domain)}</p>
      </div>
      {why !== undefined && (
        <Refusal
          title={typeof why === 'object' ? words.refused.title : words.busy.title}
          text={typeof why === 'object' ? words.refused.check : words.busy[why]}
        />
      )}
      <section class="card passage">
        <h2>{words.device.title}</h2>
        <p>{words.device.text}</p>
        <p>
          <a class="quiet button" href={formAction('/my-data', visiting)}>
            {words.device.go}
          </a>
        </p>
      </section>
      <form class="card sign-up" method="post" action={formAction('/rights', visiting)}>
        <input type="hidden" name="d" value={site.domain} />
        <Trap name={trapName} label={words.trap} />
        <Part name="kind" legend={words.kindTitle} refusal={refusalOf('kind')}>
          {requestKinds.map((kind) => (
            <Tick
              type="radio"
              id={`kind-${kind}`}
              name="kind"
              value={kind}
              isOn={typed.kind === kind}
              label={words.kind[kind].label}
              hint={words.kind[kind].hint}
            />
          ))}
        </Part>
        <TextField
          name="email"
          label={words.email}
          hint={words.emailHint}
          type="email"
          autocomplete="email"
          value={typed.email}
          maxlength={254}
          refusal={refusalOf('email')}
        />
        <TextField
          name="name"
          label={words.name}
          optional={words.optional}
          hint={words.nameHint}
          autocomplete="name"
          value={typed.name}
          maxlength={nameLengthMax}
          refusal={refusalOf('name')}
        />
        <TextField
          name="receipt"
          label={words.receipt}
          optional={words.optional}
          hint={words.receiptHint}
          autocomplete="off"
          value={typed.receipt}
          maxlength={40}
          isCode
          refusal={refusalOf('receipt')}
        />
        <LongTextField
          name="wish"
          label={words.wish}
          optional={words.optional}
          hint={words.wishHint(most)}
          rows={5}
          value={typed.wish}
          maxlength={wishLengthMax}
          refusal={refusalOf('wish')}
        />
        <Part name="who" legend={words.who.title} refusal={refusalOf('who')}>
          {whos.map((who) => (
            <Tick
              type="radio"
              id={`who-${who}`}
              name="who"
              value={who}
              isOn={typed.who === who}
              label={words.who[who]}
            />
          ))}
        </Part>
        <Part name="standIn" legend={words.standIn.title}>
          <TextField
            name="standInName"
            label={words.standIn.name}
            autocomplete="name"
            value={typed.standInName}
            maxlength={nameLengthMax}
            isOptional
            refusal={refusalOf('standInName')}
          />
          <SelectField
            name="capacity"
            label={words.standIn.capacity}
            hint={words.standIn.hint}
            refusal={refusalOf('capacity')}
          >
            <option value="">{words.standIn.choose}</option>
            {capacities.map((one) => (
              <option value={one} selected={typed.capacity === one}>
                {words.standIn.capacities[one]}
              </option>
            ))}
          </SelectField>
        </Part>
        <p>{words.noProof}</p>
        <button type="submit">{words.submit}</button>
      </form>
      <div class="counted">
        <Points heading={words.happens} points={words.happensList} />
      </div>
      <p>
        <a href={privacyPath(visiting)}>{words.privacy}</a>
      </p>
    </VisitorPage>
  )
}

/** The same for every address, whether anything is known of it or not. */
export const RequestPendingPage = ({ visiting }: { visiting: Visiting }) => {
  const { pending } = wordsIn(visiting.lang).request
  return (
    <VisitorPage visiting={visiting} title={pending.title}>
      <div role="status">
        <h1>{pending.title}</h1>
        <p class="lead">{pending.lead}</p>
      </div>
      <div class="counted">
        <Points heading={pending.hints} points={pending.hintsList} />
      </div>
    </VisitorPage>
  )
}
