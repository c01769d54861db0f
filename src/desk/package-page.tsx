/** What somebody who asked for their data will get, as they will get it: looked at by an officer before it goes (art. 15(4), A-16). */
import { raw } from 'hono/html'
import { categoryRows } from '../answer/package-page.tsx'
import type { CategoryInfo } from '../answer/package-info.ts'
import type { AccessPackage } from '../answer/package.ts'
import { packageFormats } from '../answer/package-write.ts'
import type { CategoryName } from '../answer/package-category.ts'
import type { View } from '../dashboard/view.ts'
import { formatIn } from '../page/format.ts'
import { wordsIn, type Language } from '../page/words.ts'
import type { RightsRequest } from '../rights/request.ts'
import type { Desk } from './desk-door.ts'
import { Act, Fault, Tick } from '../page/form-fields.tsx'
import { DeskFrame } from './desk-frame.tsx'
import { requestHref } from './desk-href.ts'
import { Unfolding } from './request-stages.tsx'

export interface PackagePageProps {
  readonly lang: Language
  readonly view: View
  readonly desk: Desk
  readonly request: RightsRequest
  readonly found: AccessPackage
  readonly describe: (name: CategoryName) => CategoryInfo
  /** It was to be released without being looked at. */
  readonly isUnchecked: boolean
}

export const PackagePage = (props: PackagePageProps) => {
  const { lang, view, desk, request, found, describe, isUnchecked } = props
  const words = wordsIn(lang)
  const own = words.desk.package
  const format = formatIn(lang)
  const href = (part: string) => requestHref(view, request.id, part)
  const shown = found.categories.filter(({ rows }) => rows > 0)
  const sum = (which: 'rows' | 'masked') =>
    format.number(found.categories.reduce((total, one) => total + one[which], 0))
  return (
    <DeskFrame
      lang={lang}
      view={view}
      desk={desk}
      place="inbox"
      below={`requests/${request.id}/package`}
      title={own.title}
      lead={own.lead}
      isWrong={isUnchecked}
    >
      <section class="card stack" aria-labelledby="counts">
        <h2 id="counts">{own.counts}</h2>
        {shown.length === 0 && <p>{own.none}</p>}
        <div class="table-scroll" role="group" aria-labelledby="counts" tabindex={0}>
          <table class="plain">
            <thead>
              <tr>
                <th scope="col">{own.category}</th>
                <th scope="col" class="num">
                  {own.rows}
                </th>
                <th scope="col" class="num">
                  {own.masked}
                </th>
              </tr>
            </thead>
            <tbody>
              {found.categories.map(({ name, rows, masked }) => (
                <tr>
                  <th scope="row">{describe(name).title}</th>
                  <td class="num">{format.number(rows)}</td>
                  <td class="num">{format.number(masked)}</td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">{own.total}</th>
                <td class="num">{sum('rows')}</td>
                <td class="num">{sum('masked')}</td>
              </tr>
            </tfoot>
          </table>
        </div>
      </section>
      {shown.length > 0 && (
        <section class="card stack" aria-labelledby="content">
          <div>
            <h2 id="content">{own.content}</h2>
            <p class="hint">{own.contentText}</p>
          </div>
          {shown.map(({ name, rows, samples }) => (
            <Unfolding name={`${describe(name).title} (${format.number(rows)})`} isOpen={false}>
              {/* The pieces of the package itself, escaped there: what is looked at is what goes. */}
              <div class="samples">
                {raw(
                  categoryRows(describe(name), samples, {
                    language: lang,
                    timezone: desk.site.timezone,
                    before: 0,
                  }),
                )}
              </div>
              {rows > samples.length && <p class="hint">{own.first(format.number(samples.length))}</p>}
            </Unfolding>
          ))}
          <div class="actions">
            {packageFormats.map((one) => (
              <Act
                action={href('package/export')}
                label={own.download[one]}
                fields={{ format: one }}
                isQuiet
              />
            ))}
          </div>
        </section>
      )}
      <section class="card stack" aria-labelledby="release">
        <h2 id="release">{own.submit}</h2>
        <p>{request.subject.email === null ? own.postText : own.mailText}</p>
        <form class="settings-form" method="post" action={href('release')}>
          <div class="field">
            <Tick
              id="checked"
              name="checked"
              type="checkbox"
              value="yes"
              label={own.checked}
              isOn={false}
              isWrong={isUnchecked}
            />
            <Fault id="checked" fault={isUnchecked ? own.faults.checked : undefined} />
          </div>
          <button type="submit">{own.submit}</button>
        </form>
      </section>
      <p class="actions">
        <a class="quiet button" href={requestHref(view, request.id)}>
          {own.back}
        </a>
      </p>
    </DeskFrame>
  )
}
