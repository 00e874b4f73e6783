import { expect, it } from 'vitest'
import { z } from 'zod'
import { ConfigProblem } from '../../../core/errors.ts'
import { openMemoryJournal } from '../../../core/journal/sqlite/journal.ts'
import type { Context } from '../../../core/plugin/context.ts'
import { definePlugin } from '../../../core/plugin/define.ts'
import { world } from '../supervisor/world.ts'

const schemas = {
  count: z.int().default(0),
  last: z.strictObject({ name: z.string(), viewers: z.int().max(1_000_000) }),
}

type CountingState = Context<unknown, Record<never, never>, typeof schemas>['state']

/** A plugin that says what it keeps, and its state in the hands of the test. */
async function counting(kept: Readonly<Record<string, unknown>> = {}) {
  const journal = await openMemoryJournal()
  // What an earlier version of the plugin kept, which the types of this one do not tell.
  await journal.saveState('counting', new Map(Object.entries(kept)) as never)
  const hands: { state?: CountingState } = {}
  const plugin = definePlugin({
    name: 'counting',
    state: schemas,
    setup: ({ state }) => {
      hands.state = state
    },
  })
  const place = await world([plugin()], { journal })
  const { state } = hands
  if (state === undefined) throw new Error('its setup did not run')
  return { state, place, journal }
}

it('a value the schema fits comes back as it was kept, frozen', async () => {
  const { state, place } = await counting({ count: 3, last: { name: 'ann', viewers: 9 } })
  expect(state.get('count')).toBe(3)
  expect(state.get('last')).toEqual({ name: 'ann', viewers: 9 })
  expect(Object.isFrozen(state.get('last'))).toBe(true)
  expect(place.said('counting')).toEqual([])
})

it('what was never set is the default of its schema, else undefined', async () => {
  const { state, place } = await counting()
  expect(state.get('count')).toBe(0)
  expect(state.get('last')).toBeUndefined()
  expect(state.update('count', before => before + 1)).toBe(1)
  expect(state.get('count')).toBe(1)
  expect(place.said('counting')).toEqual([])
})

it.each([
  ['a text', 'three'],
  ['nothing', null],
  ['a list', [3]],
  ['half a number', 0.5],
])(
  'a kept value that no longer fits, %s, counts as not set, which is said once',
  async (_what, old) => {
    const { state, place } = await counting({ count: old, last: { name: 'ann' } })
    expect([state.get('count'), state.get('count'), state.get('last')]).toEqual([0, 0, undefined])
    expect(state.update('count', before => before + 1)).toBe(1)
    expect(place.said('counting', 'warn')).toEqual([
      expect.stringMatching(/^what was kept as count counts as not set: it no longer fits, /),
      expect.stringMatching(
        /^what was kept as last counts as not set: it no longer fits, viewers: /,
      ),
    ])
    expect(place.state('counting')).toBe('ready')
  },
)

it('a value that does not fit is not taken, and the one before stays', async () => {
  const { state, journal } = await counting({ count: 3, last: { name: 'ann', viewers: 9 } })
  expect(() => state.set('count', 0.5)).toThrow(
    /^cannot keep count in the state: it does not fit, /,
  )
  expect(() => state.update('count', () => 0.5)).toThrow('cannot keep count in the state')
  expect(state.get('count')).toBe(3)
  state.set('count', 4)
  state.delete('last')
  await expect.poll(() => journal.state('counting')).toEqual(new Map([['count', 4]]))
})

it('a state whose schema is none is refused before anything starts', async () => {
  const plugin = definePlugin({
    name: 'wrong',
    // @ts-expect-error: a text is no schema
    state: { count: 'number' },
    setup: () => undefined,
  })
  const refused = await world([plugin()]).catch((failure: unknown) => failure)
  expect(refused).toBeInstanceOf(ConfigProblem)
  expect(String(refused)).toContain('state.count')
})
