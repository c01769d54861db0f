/** Writing down a request that came some other way than by our own page. No field takes a file: a copy of a document is never asked for. */
import type { View } from '../dashboard/view.ts'
import { languages, wordsIn, type Language } from '../page/words.ts'
import { requestKinds } from '../rights/request.ts'
import { addDays } from '../site/local-day.ts'
import type { Desk } from './desk-door.ts'
import { Choices, Fault, SelectField, TextField, Tick } from '../page/form-fields.tsx'
import { DeskFrame } from './desk-frame.tsx'
import { deskHref } from './desk-href.ts'
import { capacities, intakeChannels, type IntakeFault, type WrittenIntake } from './intake-read.ts'

export interface IntakePageProps {
  readonly lang: Language
  readonly view: View
  readonly desk: Desk
  readonly written: WrittenIntake
  readonly faults: ReadonlySet<IntakeFault>
}

export const IntakePage = ({ lang, view, desk, written, faults }: IntakePageProps) => {
  const words = wordsIn(lang)
  const own = words.desk.intake
  const fault = (...which: readonly IntakeFault[]): string | undefined => {
    const found = which.find((one) => faults.has(one))
    return found === undefined ? undefined : own.faults[found]
  }
  const optional = own.optional
  return (
    <DeskFrame
      lang={lang}
      view={view}
      desk={desk}
      place="intake"
      title={words.desk.places.intake.title}
      lead={words.desk.places.intake.lead}
      isWrong={faults.size > 0}
    >
      <form class="card settings-form intake" method="post" action={deskHref(view, 'intake')}>
        <section class="setting">
          <Choices
            id="channel"
            name="channel"
            legend={own.channel}
            fault={fault('channel')}
            choices={intakeChannels.map((one) => ({ value: one, label: words.desk.channels[one] }))}
            chosen={[written.channel]}
          />
          <TextField
            id="receivedOn"
            name="receivedOn"
            type="date"
            label={own.receivedOn}
            hint={own.receivedHint}
            fault={fault('date', 'future', 'too-old')}
            value={written.receivedOn}
            min={addDays(desk.today, -366)}
            max={desk.today}
            isRequired
          />
        </section>
        <section class="setting">
          <Choices
            id="kind"
            name="kind"
            legend={own.kind}
            fault={fault('kind')}
            choices={requestKinds.map((one) => ({
              value: one,
              label: words.desk.kinds[one],
              text: own.kindTexts[one],
            }))}
            chosen={[written.kind]}
          />
          <TextField
            id="wish"
            name="wish"
            label={own.wish}
            aside={optional}
            hint={own.wishHint}
            fault={fault('wish')}
            value={written.wish}
            rows={4}
            maxlength={4000}
          />
        </section>
        <section class="setting" aria-labelledby="whose">
          <div>
            <h2 class="setting-title" id="whose">
              {own.who}
            </h2>
            <p class="hint">{own.whoText}</p>
            <Fault id="whose" fault={fault('nobody')} />
          </div>
          <TextField
            id="name"
            name="name"
            label={own.name}
            aside={optional}
            fault={fault('name')}
            value={written.name}
            maxlength={200}
          />
          <TextField
            id="email"
            name="email"
            type="email"
            label={own.email}
            aside={optional}
            hint={own.emailHint}
            fault={fault('email')}
            value={written.email}
            maxlength={254}
          />
          <TextField
            id="postal"
            name="postal"
            label={own.postal}
            aside={optional}
            hint={own.postalHint}
            fault={fault('postal')}
            value={written.postal}
            rows={3}
            maxlength={500}
          />
          <TextField
            id="receipt"
            name="receipt"
            label={own.receipt}
            aside={optional}
            hint={own.receiptHint}
            fault={fault('receipt')}
            value={written.receipt}
            maxlength={60}
          />
          <SelectField
            id="language"
            name="language"
            label={own.language}
            fault={fault('language')}
            options={languages.map((one) => ({ value: one, label: words.desk.request.languages[one] }))}
            chosen={written.language}
          />
        </section>
        <section class="setting" aria-labelledby="others">
          <div>
            <h2 class="setting-title" id="others">
              {own.others}
            </h2>
            <p class="hint">{own.othersText}</p>
            <Fault id="others" fault={fault('under16', 'representative')} />
          </div>
          <Tick
            id="isUnder16"
            name="isUnder16"
            type="checkbox"
            value="on"
            label={own.under16}
            hint={own.under16Hint}
            isOn={written.isUnder16}
          />
          <Tick
            id="isRepresented"
            name="isRepresented"
            type="checkbox"
            value="on"
            label={own.represented}
            isOn={written.isRepresented}
          />
          <TextField
            id="repName"
            name="repName"
            label={own.repName}
            aside={optional}
            value={written.repName}
            maxlength={200}
          />
          <Choices
            id="repCapacity"
            name="repCapacity"
            legend={own.repCapacity}
            choices={capacities.map((one) => ({ value: one, label: own.capacities[one] }))}
            chosen={[written.repCapacity]}
          />
          <TextField
            id="repProof"
            name="repProof"
            label={own.repProof}
            aside={optional}
            hint={own.repProofHint}
            value={written.repProof}
            rows={2}
            maxlength={500}
          />
        </section>
        <button type="submit">{own.submit}</button>
      </form>
    </DeskFrame>
  )
}
