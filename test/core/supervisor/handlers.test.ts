import { of } from 'rxjs'
import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { event } from '../../../core/events/event.ts'
import type { Handler, OnOptions } from '../../../core/plugin/context.ts'
import { definePlugin } from '../../../core/plugin/define.ts'
import { line, world } from './world.ts'

const version = z.strictObject({ version: z.int() })

/** Handles lines, each for as long as the test wants. */
function handling() {
  const begun: string[] = []
  const done: string[] = []
  const ends = new Map<string, () => void>()
  let isQuick = false
  const handle: Handler<'chat.message'> = async ({ data }) => {
    begun.push(data.text)
    if (!isQuick) await new Promise<void>(resolve => ends.set(data.text, resolve))
    done.push(data.text)
  }
  const plugin = definePlugin({
    name: 'handling',
    options: version,
    setup: ({ on }) => on('chat.message', handle),
  })
  const end = (text: string) => ends.get(text)?.()
  /** Ends all there is, and whatever comes at once. */
  const endAll = () => {
    isQuick = true
    for (const resolve of ends.values()) resolve()
  }
  return { plugin, begun, done, end, endAll }
}

/** Writes down what it hears, as it was told to listen. */
function hearing(...wanted: readonly (string | readonly string[] | OnOptions)[]) {
  const heard: string[] = []
  const use = definePlugin({
    name: 'hearing',
    setup: ({ on }) => {
      const listen = on as (...given: readonly unknown[]) => void
      listen(...wanted, (told: { type: string }) => void heard.push(told.type))
    },
  })()
  return { use, heard }
}

const raid = event(
  'channel.raided',
  { from: { name: 'bob' }, viewers: 9 },
  { platform: 'twitch', channel: 'ann' },
)

describe('a function given to `on`', () => {
  it('gets one event after the other, each once the one before is handled', async () => {
    const { plugin, begun, done, end } = handling()
    const { tell } = await world([plugin({ version: 1 })])
    tell(line('a'), line('b'))
    expect(begun).toEqual(['a'])
    end('a')
    await vi.waitFor(() => expect(begun).toEqual(['a', 'b']))
    expect(done).toEqual(['a'])
    end('b')
  })

  it('gets events of several types, of a list, of all', async () => {
    const several = hearing('chat.message', 'channel.raided')
    const listed = hearing(['chat.message', 'channel.raided'])
    const all = hearing()
    for (const { use, heard } of [several, listed, all]) {
      const { tell } = await world([use])
      tell(line('a'), raid, event('channel.ad.started', { seconds: 30 }))
      const expected = ['chat.message', 'channel.raided']
      expect(heard.filter(type => expected.includes(type))).toEqual(expected)
      expect(heard.includes('channel.ad.started')).toBe(heard === all.heard)
    }
  })

  it('gets what was told afterwards only where it asks for that', async () => {
    const live = hearing('chat.message')
    const late = hearing(['chat.message'], { recovered: true })
    for (const { use, heard } of [live, late]) {
      const { tell } = await world([use])
      tell(line('a', { recovered: true }))
      expect(heard).toHaveLength(heard === late.heard ? 1 : 0)
    }
  })

  it('lets the oldest of more than a hundred waiting go, counted and noted', async () => {
    const { plugin, begun, endAll } = handling()
    const { tell, runtime, journal } = await world([plugin({ version: 1 })])
    for (let n = 0; n <= 103; n++) tell(line(`${n}`))
    expect((await runtime.status()).heldBack).toEqual({ 'handling/queue_full': 3 })
    endAll()
    await vi.waitFor(() => expect(begun).toHaveLength(101))
    expect(begun.slice(0, 2)).toEqual(['0', '4'])
    await runtime.flush()
    expect((await journal.find('twitch:chat.message:1'))?.notes).toMatchObject([
      { plugin: 'handling', text: 'skipped, too many events are already waiting' },
    ])
  })

  it('loses nothing of a burst where it is done with each at once', async () => {
    const { use, heard } = hearing('chat.message')
    const { tell, runtime } = await world([use])
    tell(...Array.from({ length: 500 }, (_, n) => line(`${n}`)))
    expect(heard).toHaveLength(500)
    expect((await runtime.status()).heldBack).toEqual({})
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('the lamp is gone')
      },
    ],
    [
      'rejects',
      async () => {
        throw new Error('the lamp is gone')
      },
    ],
  ])('is this plugin’s failure where it %s, and nobody else’s', async (_what, handle) => {
    const { use: other, heard } = hearing('chat.message')
    const lamp = definePlugin({ name: 'lamp', setup: ({ on }) => on('chat.message', handle) })
    const { tell, state, said } = await world([lamp(), other])
    // It does not come back before the second line.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    tell(line('a'))
    await vi.waitFor(() => expect(state('lamp')).toBe('retrying'))
    tell(line('b'))
    expect(said('lamp', 'warn')).toEqual([expect.stringContaining('the lamp is gone')])
    expect(heard).toEqual(['chat.message', 'chat.message'])
    expect(state('hearing')).toBe('ready')
  })

  it('is refused where it does not stand last: it would never be called', async () => {
    const twisted = definePlugin({
      name: 'twisted',
      setup: ({ on }) => {
        const listen = on as (...given: readonly unknown[]) => void
        listen('chat.message', () => undefined, { recovered: true })
      },
    })
    const { said } = await world([twisted()])
    expect(said('twisted').join()).toContain(
      'twisted gave on() a function that is not last; put it behind types and options',
    )
  })

  it('is told where it gives a stream, which nobody would run', async () => {
    const lost = definePlugin({
      name: 'lost',
      setup: ({ on }) => on('chat.message', () => of(event('title.wanted', {}))),
    })
    const { tell, state, said } = await world([lost()])
    tell(line('a'))
    await vi.waitFor(() => expect(state('lost')).toBe('failed'))
    expect(said('lost').join()).toContain(
      'lost returned a stream from a function given to on(): nobody would run it; call on() without the function, and return the stream from setup',
    )
  })

  it('goes beside a stream that setup returns', async () => {
    const heard: string[] = []
    const both = definePlugin({
      name: 'both',
      setup: ({ on }) => {
        on('chat.message', ({ data }) => void heard.push(data.text))
        return of(event('title.wanted', {}))
      },
    })
    const { tell, of: told } = await world([both()])
    tell(line('a'))
    expect(heard).toEqual(['a'])
    expect(told('title.wanted')).toHaveLength(1)
  })
})

describe('what a function given to `on` is at work on', () => {
  it('is finished at an edit, with what waited, and the new one hears what comes after', async () => {
    const old = handling()
    const fresh = handling()
    const { tell, reload } = await world([old.plugin({ version: 1 })])
    tell(line('a'), line('b'))
    await reload([fresh.plugin({ version: 2 })])
    tell(line('c'))
    old.end('a')
    await vi.waitFor(() => expect(old.begun).toEqual(['a', 'b']))
    old.end('b')
    await vi.waitFor(() => expect(old.done).toEqual(['a', 'b']))
    expect(fresh.begun).toEqual(['c'])
    fresh.end('c')
  })

  it('is finished at a stop', async () => {
    const { plugin, done, end } = handling()
    const { tell, runtime } = await world([plugin({ version: 1 })])
    tell(line('a'))
    const stopped = runtime.stop()
    end('a')
    await stopped
    expect(done).toEqual(['a'])
  })

  it('is finished at a stop though its plugin is a source, whose stream never ends', async () => {
    const ends: (() => void)[] = []
    const done: string[] = []
    const source = definePlugin({
      name: 'source',
      setup: ({ on, link }) => {
        link().connected()
        on('chat.message', async ({ data }) => {
          await new Promise<void>(resolve => ends.push(resolve))
          done.push(data.text)
        })
      },
    })
    const { tell, runtime } = await world([source()])
    tell(line('a'))
    const stopped = runtime.stop()
    ends[0]?.()
    await stopped
    expect(done).toEqual(['a'])
  })

  it('goes on in order with the events of the gap where its plugin must not run twice', async () => {
    const heard: string[] = []
    const owner = definePlugin({
      name: 'owner',
      options: version,
      exclusive: true,
      setup: async ({ on, options }) => {
        on('chat.message', async ({ data }) => {
          await Promise.resolve()
          heard.push(`${options.version}:${data.text}`)
        })
        if (options.version === 2) await inGap()
      },
    })
    const { reload, tell } = await world([owner({ version: 1 })])
    const inGap = async () => tell(line('b'), line('c'))
    tell(line('a'))
    await reload([owner({ version: 2 })])
    tell(line('d'))
    await vi.waitFor(() => expect(heard).toEqual(['1:a', '2:b', '2:c', '2:d']))
  })
})
