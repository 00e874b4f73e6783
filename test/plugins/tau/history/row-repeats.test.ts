import { event } from 'promethean'
import { expect, test } from 'vitest'
import { Cheers, RecentValues } from '../../../../plugins/tau/history/row-repeats.ts'

const ann = { id: '1', name: 'ann', displayName: 'Ann', roles: [] }
const cheer = (bits: number, user = ann) =>
  event('channel.cheered', { user, bits }, { channel: 'annstreams' })

test('a cheer told by chat and by the event is one, whichever came first', () => {
  const cheers = new Cheers()
  expect(cheers.isRepeat(cheer(100), 'chat', 0)).toBe(false)
  expect(cheers.isRepeat(cheer(100), 'event', 1_000)).toBe(true)
  expect(cheers.isRepeat(cheer(50), 'event', 2_000)).toBe(false)
  expect(cheers.isRepeat(cheer(50), 'chat', 3_000)).toBe(true)
})

test('two real cheers of the same amount stay two', () => {
  const cheers = new Cheers()
  const told = [
    cheers.isRepeat(cheer(100), 'event', 0),
    cheers.isRepeat(cheer(100), 'event', 1),
    cheers.isRepeat(cheer(100), 'chat', 2),
    cheers.isRepeat(cheer(100), 'chat', 3),
  ]
  expect(told).toEqual([false, false, true, true])
})

test('other users, other amounts and later times are other cheers', () => {
  const cheers = new Cheers()
  const bo = { ...ann, name: 'bo' }
  expect(cheers.isRepeat(cheer(100), 'chat', 0)).toBe(false)
  expect(cheers.isRepeat(cheer(100, bo), 'event', 1)).toBe(false)
  expect(cheers.isRepeat(cheer(101), 'event', 2)).toBe(false)
  expect(cheers.isRepeat(cheer(100), 'event', 30_001)).toBe(false)
})

test('the memory of what was seen is bounded, and keeps the newest half at least', () => {
  const recent = new RecentValues(10)
  for (let n = 0; n < 100; n += 1) expect(recent.add(`${n}`)).toBe(true)
  for (let n = 95; n < 100; n += 1) expect(recent.add(`${n}`)).toBe(false)
  expect(recent.add('1')).toBe(true)
})
