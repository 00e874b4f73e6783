import { concatMap, ignoreElements, Subject, timer } from 'rxjs'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { checkConfig } from '../../../core/config/check/check.ts'
import type { NewEvent } from '../../../core/events/event.ts'
import { openMemoryJournal } from '../../../core/journal/sqlite/journal.ts'
import { definePlugin } from '../../../core/plugin/define.ts'
import { Actions } from '../../../core/plugin/ports/effects.ts'
import { Runtime } from '../../../core/runtime/runtime.ts'
import { line, world } from '../supervisor/world.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('a runtime that cannot be opened leaves no timer', async () => {
  const journal = await openMemoryJournal()
  const before = vi.getTimerCount()
  const newest = () => Promise.reject(new Error('damaged'))
  const opened = Runtime.open({ journal: { ...journal, newest }, write: () => undefined })
  await expect(opened).rejects.toThrow('damaged')
  expect(vi.getTimerCount()).toBe(before)
})

it('state that a plugin sets after the stop is not saved again and again', async () => {
  const runtime = await Runtime.open({
    journal: await openMemoryJournal(),
    write: () => undefined,
  })
  let set: () => void = () => undefined
  const late = definePlugin({
    name: 'late',
    setup: ({ state }) => {
      set = () => state.set('a', 1)
    },
  })()
  const { config } = await checkConfig({ plugins: [late] })
  if (config === undefined) throw new Error('no config')
  await runtime.start(config)
  const stopped = runtime.stop()
  await vi.advanceTimersByTimeAsync(6_000)
  await stopped
  const before = vi.getTimerCount()
  set()
  await vi.advanceTimersByTimeAsync(6_500)
  expect(vi.getTimerCount()).toBe(before)
})

it('an exclusive plugin that was stopped while starting again does not start once more', async () => {
  const setups: number[] = []
  let fail: () => void = () => undefined
  let ready: () => void = () => undefined
  const provider = definePlugin({
    name: 'provider',
    exclusive: true,
    provides: [Actions],
    options: z.strictObject({ version: z.number() }),
    setup: async ({ options, provide }) => {
      setups.push(options.version)
      if (setups.length === 2)
        await new Promise<void>(resolve => {
          ready = resolve
        })
      provide(Actions, { run: async () => undefined })
      const out = new Subject<NewEvent>()
      if (setups.length === 1) fail = () => out.error(new Error('broke'))
      return out
    },
  })
  const user = definePlugin({
    name: 'user',
    needs: { actions: Actions },
    options: z.strictObject({ version: z.number() }),
    setup: ({ on }) =>
      on('chat.message').pipe(
        concatMap(() => timer(9_000)),
        ignoreElements(),
      ),
  })
  const { tell, reload } = await world([provider({ version: 1 }), user({ version: 1 })])
  tell(line('hello'))
  fail()
  await vi.advanceTimersByTimeAsync(1_500)
  const reloading = reload([provider({ version: 2 }), user({ version: 2 })])
  await vi.advanceTimersByTimeAsync(100)
  await reloading
  ready()
  await vi.advanceTimersByTimeAsync(25_000)
  expect(setups).toEqual([1, 1, 2])
})

it('a pause whose batch at hand took too long does not hide what troubles the consumer once it is resumed', async () => {
  const journal = await openMemoryJournal()
  let isFull = false
  let finish: () => void = () => undefined
  const slow = definePlugin({
    name: 'slow',
    setup: ({ consume }) =>
      consume({ types: ['chat.message'] }, () => {
        return new Promise<void>(resolve => {
          finish = resolve
        })
      }),
  })
  const { runtime, tell } = await world([slow()], {
    journal: {
      ...journal,
      acknowledge: async (...given) => {
        if (isFull) throw new Error('the disk is full')
        return journal.acknowledge(...given)
      },
    },
  })
  const slowOne = async () => (await runtime.status()).consumers.slow
  tell(line('a'))
  await vi.advanceTimersByTimeAsync(100)
  const pausing = runtime.pausing.pause('slow')
  await vi.advanceTimersByTimeAsync(2_100)
  await pausing
  expect(await slowOne()).toMatchObject({ reason: expect.stringContaining('paused') })
  await runtime.pausing.resume('slow')
  isFull = true
  finish()
  await vi.advanceTimersByTimeAsync(100)
  expect(await slowOne()).toMatchObject({ reason: 'the disk is full' })
  isFull = false
})
