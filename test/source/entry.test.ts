import { expect, test } from 'vitest'
import { foldName, readEntries } from '../../src/source/entry.ts'

test('a line is an entry: hosts, hosts alone, app ids and aliases, braces written out', () => {
  const table = `
# A heading
Voorbeeld Net | voorbeeld.{nl,co.uk} =start.voorbeeld.nl {a,b}.example | nl.voorbeeld.App nl.voorbeeld.lite | vb
Kaal          | | |
`
  expect(readEntries(table)).toEqual([
    {
      name: 'Voorbeeld Net',
      hosts: ['voorbeeld.nl', 'voorbeeld.co.uk', 'a.example', 'b.example'],
      hostsAlone: ['start.voorbeeld.nl'],
      apps: ['nl.voorbeeld.app', 'nl.voorbeeld.lite'],
      aliases: ['vb'],
    },
    { name: 'Kaal', hosts: [], hostsAlone: [], apps: [], aliases: [] },
  ])
})

test('case, spaces, dashes and underscores make no other name; dots and signs do', () => {
  for (const spelled of ['LinkedIn', 'linked-in', 'Linked In', 'LINKED_IN']) {
    expect(foldName(spelled)).toBe('linkedin')
  }
  expect(foldName('Chat+')).not.toBe(foldName('Chat'))
  expect(foldName('NU.nl')).not.toBe(foldName('nunl'))
})
