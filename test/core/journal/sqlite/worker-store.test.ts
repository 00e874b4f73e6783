import { expect, it } from 'vitest'
import { WorkerStore } from '../../../../core/journal/sqlite/worker-store.ts'
import { temporaryFile } from '../folder.ts'

it('a question that cannot be handed over is refused, and the next one is answered', async () => {
  const store = new WorkerStore({ file: temporaryFile(), readOnly: false })
  // What a plugin without types may ask.
  const range = { after: 0, to: 9, limit: 9, types: undefined, kept: Object(() => true) }
  await expect(store.ask('read', range)).rejects.toThrow('could not be cloned')
  expect(await store.ask('end')).toBe(0)
  await store.close()
})
