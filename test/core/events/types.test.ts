import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { EVENT_TYPES } from '../../../core/events/types.ts'

// Plugins add to the type Events, so the compiler can hold the list inside it, but not complete.
it('lists every event type of the vocabulary, in its order', async () => {
  const source = await readFile(
    new URL('../../../core/events/vocabulary.ts', import.meta.url),
    'utf8',
  )
  const [, events = ''] = source.split('export interface Events {')
  const names = [...events.matchAll(/^ {2}'([a-z.]+)':/gm)].map(([, name]) => name)
  expect(names.length).toBeGreaterThan(30)
  expect(EVENT_TYPES).toEqual(names)
})
