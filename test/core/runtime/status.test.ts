import { afterEach, describe, expect, it, vi } from 'vitest'
import { openMemoryJournal } from '../../../core/journal/sqlite/journal.ts'
import { definePlugin } from '../../../core/plugin/define.ts'
import { line, world } from '../supervisor/world.ts'

afterEach(() => {
  vi.useRealTimers()
})

describe('the runtime', () => {
  it('says when the journal takes nothing, and when it does again', async () => {
    vi.useFakeTimers()
    const journal = await openMemoryJournal()
    let isFull = true
    const { tell, said } = await world([], {
      journal: {
        ...journal,
        append: (...entries) =>
          isFull ? Promise.reject(new Error('the disk is full')) : journal.append(...entries),
      },
    })
    tell(line('hello'))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(said('promethean', 'error')).toEqual(['the disk is full'])
    isFull = false
    await vi.advanceTimersByTimeAsync(10_000)
    expect(said('promethean', 'info')).toEqual(['the journal accepts events again'])
  })

  it('tells of a consumer in trouble in its status, and once in the log', async () => {
    vi.useFakeTimers()
    let isAway = true
    const store = definePlugin({
      name: 'store',
      setup: ({ consume }) =>
        consume({ from: 'beginning' }, () => {
          if (isAway) throw new Error('cannot reach mongodb://ann:hunter2hunter2@db.example')
        }),
    })
    const { tell, runtime, said } = await world([store()], { secrets: ['hunter2hunter2'] })
    tell(line('hello'))
    await vi.advanceTimersByTimeAsync(20_000)
    const { plugins, consumers } = await runtime.status()
    expect(plugins.find(({ id }) => id === 'store')).toMatchObject({
      state: 'retrying',
      reason: 'cannot reach mongodb://ann:[redacted]@db.example',
    })
    expect(consumers.store).toMatchObject({ lag: 1, delivered: 0 })
    expect(said('store', 'warn')).toEqual([
      'store cannot deliver: cannot reach mongodb://ann:[redacted]@db.example; retrying, events wait in the journal',
    ])
    isAway = false
    await vi.advanceTimersByTimeAsync(60_000)
    expect(said('store', 'info')).toEqual(['store accepts events again'])
    const after = await runtime.status()
    expect(after.plugins.find(({ id }) => id === 'store')?.state).toBe('ready')
  })

  it('names what it parked, and tries it again on asking', async () => {
    let isBad = true
    const { Refused } = await import('../../../core/errors.ts')
    const store = definePlugin({
      name: 'store',
      setup: ({ consume }) =>
        consume({ types: ['chat.message'], from: 'beginning' }, () => {
          if (isBad) throw new Refused('too large')
        }),
    })
    const { tell, runtime, said } = await world([store()])
    tell(line('hello'))
    await vi.waitFor(async () => expect((await runtime.status()).consumers.store?.parked).toBe(1))
    expect(said('store', 'error')).toEqual([
      'parked twitch:chat.message:hello: too large; see promethean parked store',
    ])
    isBad = false
    expect(await runtime.retryParked('store')).toBe(1)
    expect((await runtime.status()).consumers.store?.parked).toBe(0)
  })

  it('knows no state of a plugin that is not there', async () => {
    const { runtime } = await world([])
    expect(() => runtime.stateOf('nobody')).toThrow('no plugin in this config has the id nobody')
  })
})
