import fc from 'fast-check'
import { expect, it } from 'vitest'
import { tagsIn } from '../../../../plugins/formats/irc/tags.ts'

/** One after the other, as IRC says it: name, `=`, value; of two the later. */
function read(text: string): Map<string, string> {
  const pairs = text.split(';').map(tag => /^([^=]*)=?(.*)$/s.exec(tag) ?? [])
  return new Map(
    pairs
      .map(([, name = '', value = '']) => [name, value] as const)
      .filter(([name]) => name !== ''),
  )
}

const names = fc.constantFrom('a', 'ab', 'b', 'badges', 'badge-info', '')
const values = fc.oneof(fc.constantFrom('', '1', 'x=y', 'a\\sb'), fc.string({ maxLength: 5 }))
const tag = fc.oneof(
  names,
  fc.tuple(names, values).map(([name, value]) => `${name}=${value}`),
)
const tags = fc.array(tag, { maxLength: 5 }).map(all => all.join(';'))

it('reads each line the same, whatever the lines before it had', () => {
  fc.assert(
    fc.property(fc.array(tags, { maxLength: 30 }), lines => {
      for (const text of [...lines, ...lines]) {
        const found = tagsIn(text)
        const wanted = read(text)
        expect(new Map(found)).toEqual(wanted)
        for (const name of ['a', 'ab', 'badges', 'nothing', '__proto__']) {
          expect([found.get(name), found.has(name)]).toEqual([wanted.get(name), wanted.has(name)])
        }
      }
    }),
  )
})
