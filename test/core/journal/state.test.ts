import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Journal } from '../../../core/journal/port.ts'
import { openMemoryJournal } from '../../../core/journal/sqlite/journal.ts'
import { openState } from '../../../core/journal/state.ts'
import type { Json } from '../../../core/plugin/json.ts'

let journal: Journal
beforeEach(async () => {
  vi.useFakeTimers()
  journal = await openMemoryJournal()
})
afterEach(async () => {
  vi.useRealTimers()
  await journal.close()
})

it('is read at once, saved within some milliseconds, and there again after a restart', async () => {
  const state = await openState(journal, 'greeter')
  state.set('greeted', ['ann', 'bea'])
  state.set('gone', 1)
  state.delete('gone')
  expect(state.get('greeted')).toEqual(['ann', 'bea'])
  expect(state.update<number>('count', count => (count ?? 0) + 1)).toBe(1)
  await vi.advanceTimersByTimeAsync(20)
  const again = await openState(journal, 'greeter')
  expect(again.get('greeted')).toEqual(['ann', 'bea'])
  expect(again.get('count')).toBe(1)
  expect(again.get('gone')).toBeUndefined()
  expect((await openState(journal, 'other')).get('count')).toBeUndefined()
})

it('saves many changes in one go', async () => {
  const saveState = vi.fn(journal.saveState)
  const state = await openState({ ...journal, saveState }, 'greeter')
  for (let n = 0; n < 100; n++) state.set('count', n)
  await state.flush()
  expect(saveState).toHaveBeenCalledTimes(1)
  expect(await journal.state('greeter')).toEqual(new Map([['count', 99]]))
  expect(vi.getTimerCount()).toBe(0)
})

it('is not changed by what is done to a value afterwards', async () => {
  const state = await openState(journal, 'greeter')
  const list = ['ann']
  state.set('greeted', list)
  list.push('bea')
  expect(state.get('greeted')).toEqual(['ann'])
  expect(() => state.get<string[]>('greeted')?.push('cem')).toThrow(TypeError)
})

it('refuses what would pass 1 MB, keeps what was there, and takes more once some is deleted', async () => {
  const state = await openState(journal, 'greeter')
  state.set('big', 'x'.repeat(900_000))
  expect(() => state.set('more', 'ü'.repeat(60_000))).toThrow(
    'cannot keep more in the state: all values of the plugin together would exceed 1 MB; delete old ones, or keep large data in a file',
  )
  expect(state.get('more')).toBeUndefined()
  state.set('big', 'y'.repeat(950_000))
  const again = await state.flush().then(() => openState(journal, 'greeter'))
  expect(() => again.set('more', 'x'.repeat(60_000))).toThrow(/1 MB/)
  again.delete('big')
  again.set('more', 'x'.repeat(60_000))
  await again.flush()
})

it.each([
  ['a circle', circle()],
  ['a BigInt', 1n],
  ['nothing', undefined],
  ['a function', () => 1],
])('refuses %s', async (_, value) => {
  const state = await openState(journal, 'greeter')
  // What plain JavaScript may pass whatever the types say.
  expect(() => state.set('odd', value as Json)).toThrow(
    expect.objectContaining({
      code: 'refused',
      plugin: 'greeter',
      message:
        'cannot keep odd in the state: JSON cannot represent the value; keep strings, numbers, booleans, null, lists and plain objects of them',
    }),
  )
})

it('tries a failed save again, with what was set meanwhile on top', async () => {
  const troubles: string[] = []
  let isFull = true
  const saveState: Journal['saveState'] = (use, changes) =>
    isFull ? Promise.reject(new Error('the disk is full')) : journal.saveState(use, changes)
  const settings = { onTrouble: (failure: Error) => troubles.push(failure.message) }
  const state = await openState({ ...journal, saveState }, 'greeter', settings)
  state.set('a', 1)
  state.set('b', 1)
  await expect(state.flush()).rejects.toThrow('the disk is full')
  state.set('b', 2)
  isFull = false
  await vi.advanceTimersByTimeAsync(1_000)
  expect(await journal.state('greeter')).toEqual(
    new Map([
      ['a', 1],
      ['b', 2],
    ]),
  )
  expect(troubles).toEqual(['the disk is full'])
})

it('stops trying when its signal aborts', async () => {
  const ending = new AbortController()
  const saveState = () => Promise.reject(new Error('the disk is full'))
  const state = await openState({ ...journal, saveState }, 'greeter', { signal: ending.signal })
  state.set('a', 1)
  await vi.advanceTimersByTimeAsync(20)
  expect(vi.getTimerCount()).toBe(1)
  ending.abort()
  expect(vi.getTimerCount()).toBe(0)
})

function circle(): unknown {
  const self: { self?: unknown } = {}
  self.self = self
  return self
}
