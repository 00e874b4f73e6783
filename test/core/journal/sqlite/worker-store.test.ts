import { expect, it, vi } from 'vitest'
import { WorkerStore } from '../../../../core/journal/sqlite/worker-store.ts'
import { temporaryFile } from '../folder.ts'

it('a question that cannot be handed over is refused, and the thread still ends once nobody asks', async () => {
  const store = new WorkerStore({ file: temporaryFile(), readOnly: false, idleMs: 20 })
  let hasEnded = false
  process.once('worker', thread => {
    thread.once('exit', () => {
      hasEnded = true
    })
  })
  // What a plugin without types may ask.
  const range = { after: 0, to: 9, limit: 9, types: undefined, kept: Object(() => true) }
  await expect(store.ask('read', range)).rejects.toThrow('could not be cloned')
  await store.ask('end')
  await vi.waitFor(() => expect(hasEnded).toBe(true), { timeout: 10_000 })
  await store.close()
})
