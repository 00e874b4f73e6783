import { AsyncResource } from 'node:async_hooks'
import { EMPTY, Observable, Subject, type Subscriber } from 'rxjs'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { z } from 'zod'
import { NotReady } from '../../../core/errors.ts'
import type { NewEvent } from '../../../core/events/event.ts'
import { definePlugin } from '../../../core/plugin/define.ts'
import { line, witness, world } from '../supervisor/world.ts'
import * as thrower from './throwing/index.ts'

afterEach(() => {
  vi.useRealTimers()
})

describe('what plugin code throws outside any call of ours', () => {
  it('is attributed by its stack, and only that plugin is restarted', async () => {
    vi.useFakeTimers()
    const { use, heard } = witness()
    const { runtime, state, tell, said } = await world([thrower.plugin(), use])
    runtime.blame(await thrower.thrownLater())
    await vi.advanceTimersByTimeAsync(0)
    expect(state('throwing')).toBe('retrying')
    expect(said('throwing', 'warn')).toEqual(['thrown in a helper of the plugin'])
    tell(line('hello'))
    expect(heard).toEqual(['hello'])
    await vi.advanceTimersByTimeAsync(1_300)
    expect(state('throwing')).toBe('ready')
    expect(state('witness')).toBe('ready')
  })

  it('is named with its place in the author’s own files, and is counted in the status', async () => {
    vi.useFakeTimers()
    const { runtime, said, of } = await world([thrower.plugin()], { folder: import.meta.dirname })
    for (const _ of [1, 2]) {
      runtime.blame(await thrower.thrownLater())
      await vi.advanceTimersByTimeAsync(2_500)
    }
    const reason = expect.stringMatching(
      /^thrown in a helper of the plugin, at throwing\/helper\.ts:\d+:\d+$/,
    )
    expect(said('throwing', 'warn')[0]).toEqual(reason)
    expect(of('plugin.failed')[0]?.data).toEqual({ plugin: 'throwing', reason })
    const status = (await runtime.status()).plugins.find(({ id }) => id === 'throwing')
    expect(status).toEqual({
      ...{ id: 'throwing', state: 'ready', since: expect.any(Date) },
      failures: { count: 2, reason, at: expect.any(Date) },
    })
  })

  it('is attributed by what the error says itself', async () => {
    const { use } = witness()
    const { runtime, state } = await world([use])
    runtime.blame(new NotReady('lost the way', { plugin: 'witness' }))
    await vi.waitFor(() => expect(state('witness')).toBe('retrying'))
  })

  /** What Node's own timers do and faked ones do not: called where it was begun. */
  const asNode = (work: () => void) => AsyncResource.bind(work)

  /** The same for what a socket tells. */
  const bound = (to: Subscriber<NewEvent>) => AsyncResource.bind((told: NewEvent) => to.next(told))

  /** A plugin whose setup leaves a timer running that throws, each of its runs another thing. */
  function leaky(blame: () => (thrown: unknown) => void) {
    let runs = 0
    const timers: NodeJS.Timeout[] = []
    onTestFinished(() => {
      for (const timer of timers) clearInterval(timer)
    })
    const setup = () => {
      const run = ++runs
      const tick = () => {
        // As Node hands over what nobody caught: in the middle of the timer that threw it.
        if (run === throwing) blame()(new Error(`thrown by run ${run}`))
      }
      timers.push(setInterval(asNode(tick), 1_000))
    }
    let throwing = 0
    return {
      plugin: definePlugin({ name: 'leaky', options: z.object({ version: z.number() }), setup }),
      throws: (run: number) => {
        throwing = run
      },
      runs: () => runs,
    }
  }

  it('by a timer that an earlier run left behind is told of that run, once, and restarts nobody', async () => {
    vi.useFakeTimers()
    const { use } = witness()
    const { plugin, throws, runs } = leaky(() => thrown => made.runtime.blame(thrown))
    const made = await world([plugin({ version: 1 }), use])
    await made.reload([plugin({ version: 2 }), use])
    throws(1)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(made.state('leaky')).toBe('ready')
    expect(runs()).toBe(2)
    const sentence =
      'an earlier run of leaky left something running that failed: thrown by run 1; end timers and listeners with defer()'
    expect(made.said('leaky', 'warn')).toEqual([sentence])
    expect(made.said('promethean', 'error')).toEqual([])
    throws(2)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(made.state('leaky')).toBe('retrying')
    await vi.advanceTimersByTimeAsync(3_000)
    expect(made.state('leaky')).toBe('ready')
    expect(made.said('leaky', 'warn')).toEqual([
      sentence,
      'thrown by run 2',
      sentence.replace('run 1', 'run 2'),
    ])
    expect(runs()).toBe(3)
  })

  it('by a timer of a plugin that is out of the config is told of it', async () => {
    vi.useFakeTimers()
    const { use } = witness()
    const { plugin, throws } = leaky(() => thrown => made.runtime.blame(thrown))
    const made = await world([plugin({ version: 1 }), use])
    await made.reload([use])
    throws(1)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(made.said('leaky', 'warn')).toEqual([
      expect.stringContaining('an earlier run of leaky left something running'),
    ])
    expect(made.said('promethean', 'error')).toEqual([])
    expect(made.state('witness')).toBe('ready')
  })

  it('by a restarted plugin in what it does for an event is its own still', async () => {
    vi.useFakeTimers()
    const failing = definePlugin({
      name: 'failing',
      setup: ({ on }) => {
        on('chat.message', ({ data }) => {
          setTimeout(
            asNode(() => made.runtime.blame(new Error(data.text))),
            100,
          )
        })
      },
    })
    const made = await world([failing()])
    for (const text of ['first', 'second']) {
      made.tell(line(text))
      await vi.advanceTimersByTimeAsync(200)
      expect(made.state('failing')).toBe('retrying')
      await vi.advanceTimersByTimeAsync(5_000)
      expect(made.state('failing')).toBe('ready')
    }
  })

  it('for an event that another use of the plugin told is its own, not that of the teller', async () => {
    vi.useFakeTimers()
    const lines = new Subject<NewEvent>()
    const twofold = definePlugin({
      name: 'twofold',
      options: z.object({ tells: z.boolean() }),
      setup: ({ on, options }) => {
        if (options.tells) return new Observable<NewEvent>(to => lines.subscribe(bound(to)))
        on('chat.message', ({ data }) => {
          setTimeout(
            asNode(() => made.runtime.blame(new Error(data.text))),
            100,
          )
        })
        return EMPTY
      },
    })
    const made = await world([
      twofold({ tells: true }, { id: 'teller' }),
      twofold({ tells: false }, { id: 'hearer' }),
    ])
    lines.next(line('thrown by the hearer'))
    await vi.advanceTimersByTimeAsync(200)
    expect(made.state('teller')).toBe('ready')
    expect(made.state('hearer')).toBe('retrying')
  })

  it('by what a consumer of an earlier run left behind restarts nobody', async () => {
    vi.useFakeTimers()
    let taken = 0
    const consuming = definePlugin({
      name: 'consuming',
      options: z.object({ version: z.number() }),
      setup: ({ consume }) => {
        consume({ types: ['chat.message'], from: 'beginning' }, ([first]) => {
          taken += 1
          setTimeout(
            asNode(() => made.runtime.blame(new Error(first?.id))),
            5_000,
          )
        })
      },
    })
    const made = await world([consuming({ version: 1 })])
    made.tell(line('first'))
    await vi.waitFor(() => expect(taken).toBe(1))
    await made.reload([consuming({ version: 2 })])
    await vi.advanceTimersByTimeAsync(6_000)
    expect(made.said('consuming', 'warn')).toEqual([
      expect.stringContaining('an earlier run of consuming left something running'),
    ])
    expect(made.state('consuming')).toBe('ready')
  })

  it('that belongs to nobody is logged and harms nobody', async () => {
    const { use } = witness()
    const { runtime, state, said } = await world([use])
    const foreign = new Error('from some library')
    foreign.stack =
      'Error: from some library\n    at async file:///nowhere/lib.js:1:2\n    at node:net:3:4'
    runtime.blame(foreign)
    runtime.blame('a text')
    runtime.blame(undefined)
    expect(said('promethean', 'error')).toEqual(['from some library', 'a text', 'undefined'])
    expect(state('witness')).toBe('ready')
  })
})
