import { expect, it } from 'vitest'
import { IdTable, MAX_IDS } from '../../../core/bus/id-table.ts'
import { hashOf } from '../../../core/events/id-hash.ts'

// Found by trying.
const HASHLESS = 'm5307851Y'

it('an id is new once, and known from then on', () => {
  const table = new IdTable()
  expect([table.has('m1'), table.add('m1'), table.add('m1'), table.has('m1')]).toEqual([
    false,
    true,
    false,
    true,
  ])
  expect(table.has('m2')).toBe(false)
})

it('two ids of one hash are two', () => {
  // The shortest known pair of lower-case words: http://www.isthe.com/chongo/tech/comp/fnv/
  const [one, other] = ['costarring', 'liquid']
  expect(hashOf(one)).toBe(hashOf(other))
  const table = new IdTable()
  expect(table.add(one)).toBe(true)
  expect(table.has(other)).toBe(false)
  expect(table.add(other)).toBe(true)
  expect([table.has(one), table.has(other)]).toEqual([true, true])
})

it('an id that has nothing in it, and one whose hash is nothing, are ids as well', () => {
  expect(hashOf(HASHLESS)).toBe(0)
  const table = new IdTable()
  for (const id of ['', HASHLESS]) expect([table.add(id), table.has(id)]).toEqual([true, true])
})

it('it holds a hundred thousand, and tells them from all others', () => {
  const table = new IdTable()
  const ids = Array.from({ length: MAX_IDS }, (_, index) => `youtube:chat.message:m${index}`)
  expect(ids.every(id => !table.isFull && table.add(id))).toBe(true)
  expect(table.isFull).toBe(true)
  expect(ids.every(id => table.has(id))).toBe(true)
  expect(ids.some(id => table.has(`${id}'`))).toBe(false)
})
