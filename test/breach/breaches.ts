/** A breach as staff write it down. */
import { breachContent, type BreachContent } from '../../src/breach/record.ts'

export const lostLetter: BreachContent = breachContent.parse({
  happened:
    'Een brief over huurachterstand lag bij de buren in de bus.\nDe buurvrouw van Anna de Vries belde.',
  cause: 'Verkeerd huisnummer in de adressenlijst.',
  natures: ['confidentiality'],
  incident: 'wrong-recipient',
  data: '=HYPERLINK("http://kwaad.example")',
  sensitive: ['financial'],
  subjects: 'huurders van complex Lindenhof',
  peopleMin: 1,
  peopleMax: 3,
  consequences: 'Schaamte; geen kans op misbruik.',
  taken: 'Brief opgehaald.',
  told: 'yes',
  toldText: 'Gebeld op 23 november.',
})
