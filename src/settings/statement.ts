/** What a setting obliges the privacy statement to say, in a sentence that can be copied. Pure. */
import type { Format } from '../page/format.ts'
import type { Words } from '../page/words.ts'
import type { Editable, Group } from './fields.ts'

/** Null: nothing. The values are those that are stored, not those being written. */
export function statementOf(
  group: Group,
  { hostnames, settings }: Editable,
  { settings: { statements } }: Words,
  format: Format,
): string | null {
  const { controller, privacyOfficer, retention, excluded, searchParameters, newsletter } = settings
  switch (group) {
    case 'hostnames':
      return statements.hostnames(format.list(hostnames))
    case 'masks':
      return statements.masks
    case 'excluded':
      return excluded.length === 0 ? statements.excludedNone : statements.excluded(format.list(excluded))
    case 'searchParameters':
      return searchParameters.length > 0 ? statements.searchOn : statements.searchOff
    case 'eventsDays':
      return statements.eventsDays(format.number(retention.eventsDays))
    case 'visitsMonths':
      return statements.visitsMonths(format.number(retention.visitsMonths))
    case 'totalsMonths':
      return statements.totalsMonths(format.number(retention.totalsMonths))
    case 'controller': {
      const who = [controller.name, ...controller.address.split('\n')].filter((part) => part !== '')
      return controller.name === '' ? statements.controllerNone : statements.controller(who.join(', '))
    }
    case 'privacyOfficer':
      return privacyOfficer === null
        ? statements.officerNone
        : statements.officer(privacyOfficer.name, privacyOfficer.email)
    case 'newsletter':
      return newsletter === true ? statements.newsletterOn : statements.newsletterOff
    case 'timezone':
    case 'hashRoutes':
    case 'missingTitle':
    case 'brand.name':
    case 'brand.colour':
    case 'brand.logo':
    case 'languages':
    case 'form':
      return null
  }
}
