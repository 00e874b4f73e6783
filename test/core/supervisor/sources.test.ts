import { ignoreElements, Subject, tap } from 'rxjs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { NotReady, PluginFailure } from '../../../core/errors.ts'
import { event, type NewEvent } from '../../../core/events/event.ts'
import { openMemoryJournal } from '../../../core/journal/sqlite/journal.ts'
import type { Link } from '../../../core/plugin/context.ts'
import { definePlugin } from '../../../core/plugin/define.ts'
import { line, texts, world } from './world.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** One attempt of a source to be connected, in the hands of the test. */
interface Attempt {
  readonly version: number
  readonly link: Link
  readonly told: Subject<NewEvent>
  isClosed: boolean
}

function source(quiet = '30s') {
  const attempts: Attempt[] = []
  const state: { setup: ((attempt: Attempt) => void) | undefined } = { setup: undefined }
  const plugin = definePlugin({
    name: 'source',
    options: z.strictObject({ version: z.number() }),
    setup: ({ link, defer, options }) => {
      const attempt: Attempt = {
        version: options.version,
        link: link({ quiet }),
        told: new Subject<NewEvent>(),
        isClosed: false,
      }
      defer(() => {
        attempt.isClosed = true
      })
      attempts.push(attempt)
      state.setup?.(attempt)
      return attempt.told
    },
  })
  const last = () => {
    const attempt = attempts.at(-1)
    if (attempt === undefined) throw new Error('nobody has tried yet')
    return attempt
  }
  return { plugin, attempts, last, state }
}

const scene = (name: string, raw: unknown = { name }) =>
  event('obs.scene.changed', { scene: name }, { platform: 'obs', raw })

describe('the link of a source', () => {
  it('makes it connected, and gives its events the account they came through', async () => {
    const { plugin, last } = source()
    const { state, of, tell } = await world([plugin({ version: 1 })])
    expect(state('source')).toBe('ready')
    last().link.connected([{ platform: 'twitch', channel: 'ann' }])
    expect(state('source')).toBe('connected')
    expect(of('source.connected')).toMatchObject([
      { data: { source: 'source' }, source: 'promethean' },
    ])
    last().told.next(line('hello', { channel: undefined }))
    tell(line('by the feed', { channel: undefined }))
    expect(of('chat.message').map(({ channel }) => channel)).toEqual(['ann', undefined])
  })

  it('may tell what it held back in the moment it ends, at a stop and when it is lost', async () => {
    const last: Link[] = []
    const holding = definePlugin({
      name: 'holding',
      setup: ({ link, signal }) => {
        last.push(link({ quiet: '30s' }))
        const told = new Subject<NewEvent>()
        signal.addEventListener('abort', () => told.next(line(`held back by run ${last.length}`)))
        return told
      },
    })
    const { of, runtime } = await world([holding()])
    last[0]?.connected()
    last[0]?.lost('gone')
    expect(of('chat.message')).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1_300)
    last[1]?.connected()
    await runtime.stop()
    expect(of('chat.message')).toHaveLength(2)
  })

  it('is stale once nothing was heard for longer than its budget, however quiet a chat may be', async () => {
    const { plugin, attempts, last } = source('30s')
    const { state, of, said } = await world([plugin({ version: 1 })])
    last().link.connected()
    for (let probe = 0; probe < 10; probe++) {
      await vi.advanceTimersByTimeAsync(15_000)
      last().link.heard()
    }
    expect(state('source')).toBe('connected')
    await vi.advanceTimersByTimeAsync(29_900)
    expect(of('source.stale')).toEqual([])
    await vi.advanceTimersByTimeAsync(200)
    expect(of('source.stale')).toMatchObject([{ data: { source: 'source', quietMs: 30_000 } }])
    expect(state('source')).toBe('stale')
    expect(said('source', 'warn')).toEqual(['no data for 30 s; reconnecting'])
    expect(attempts[0]?.isClosed).toBe(true)
    await vi.advanceTimersByTimeAsync(1_300)
    expect(attempts).toHaveLength(2)
    last().link.connected()
    expect(state('source')).toBe('connected')
  })

  it('lost is told, and tried again after 1 s, doubling to 60 s, said once', async () => {
    const { plugin, attempts, last } = source()
    const { state, of, said, runtime } = await world([plugin({ version: 1 })])
    last().link.connected()
    last().link.lost('the server closed the connection')
    last().link.lost('again')
    await vi.advanceTimersByTimeAsync(0)
    expect(of('source.disconnected')).toMatchObject([
      { data: { source: 'source', reason: 'the server closed the connection' } },
    ])
    expect(state('source')).toBe('retrying')
    const waits: number[] = []
    for (let tries = 1; tries <= 8; tries++) {
      const { plugins } = await runtime.status()
      const retryAt = plugins.find(({ id }) => id === 'source')?.retryAt?.getTime() ?? 0
      waits.push((retryAt - Date.now()) / 1_000)
      await vi.advanceTimersByTimeAsync(retryAt - Date.now())
      expect(attempts).toHaveLength(tries + 1)
      last().link.lost('refused')
      await vi.advanceTimersByTimeAsync(0)
    }
    for (const [index, seconds] of [1, 2, 4, 8, 16, 32, 60, 60].entries()) {
      expect(waits[index]).toBeGreaterThan(seconds * 0.79)
      expect(waits[index]).toBeLessThan(seconds * 1.21)
    }
    expect(said('source', 'warn')).toEqual(['the server closed the connection'])
    expect(of('source.disconnected')).toHaveLength(1)
  })

  it('that is away stays stale or retrying, with its reason, while each next try waits for the far end', async () => {
    const { plugin, attempts, last } = source('30s')
    const { state, runtime } = await world([plugin({ version: 1 })])
    const reason = async () =>
      (await runtime.status()).plugins.find(({ id }) => id === 'source')?.reason
    last().link.connected()
    await vi.advanceTimersByTimeAsync(30_000)
    expect(state('source')).toBe('stale')
    await vi.advanceTimersByTimeAsync(2_000)
    expect(attempts).toHaveLength(2)
    expect(state('source')).toBe('stale')
    expect(await reason()).toBe('no data for 30 s; reconnecting')
    last().link.lost('the server hangs')
    await vi.advanceTimersByTimeAsync(3_000)
    expect(attempts).toHaveLength(3)
    expect(state('source')).toBe('retrying')
    expect(await reason()).toBe('the server hangs')
    last().link.connected()
    expect(state('source')).toBe('connected')
    expect(await reason()).toBeUndefined()
  })

  it('that held for a while starts again at 1 s, and says the next trouble', async () => {
    const { plugin, attempts, last } = source()
    const { said } = await world([plugin({ version: 1 })])
    for (let round = 0; round < 3; round++) {
      last().link.connected()
      await vi.advanceTimersByTimeAsync(20_000)
      last().link.lost(`gone ${round}`)
      await vi.advanceTimersByTimeAsync(1_300)
    }
    expect(attempts).toHaveLength(4)
    expect(said('source', 'warn')).toEqual(['gone 0', 'gone 1', 'gone 2'])
  })

  it('that is connected after trouble was said says so, in the log too', async () => {
    const { plugin, last } = source()
    const { said } = await world([plugin({ version: 1 })])
    last().link.connected()
    expect(said('source', 'info')).toEqual([])
    last().link.lost('gone')
    await vi.advanceTimersByTimeAsync(1_300)
    last().link.connected()
    expect(said('source', 'info')).toEqual(['connected now'])
  })

  it('refuses a budget that is no duration', async () => {
    const { plugin } = source('soon')
    const { said } = await world([plugin({ version: 1 })])
    expect(said('source', 'error')[0]).toMatch(
      /^source cannot watch its link: quiet must be a duration like '30s' or '2m'/,
    )
  })
})

describe('a source whose stream ends in an error', () => {
  it('is tried again', async () => {
    const { plugin, attempts, last } = source()
    const { state, of } = await world([plugin({ version: 1 })])
    last().told.error(new Error('bad frame'))
    await vi.advanceTimersByTimeAsync(0)
    expect(state('source')).toBe('retrying')
    expect(of('plugin.failed')).toMatchObject([{ data: { plugin: 'source', reason: 'bad frame' } }])
    await vi.advanceTimersByTimeAsync(1_300)
    last().told.next(line('hello'))
    expect(attempts).toHaveLength(2)
    expect(texts(of('chat.message'))).toEqual(['hello'])
  })

  it('that trying again does not mend stays stopped, the rest runs', async () => {
    const { plugin, attempts, last } = source()
    const { state, of, tell, said } = await world([plugin({ version: 1 })])
    last().told.error(new PluginFailure('the token was revoked; make a new one'))
    await vi.advanceTimersByTimeAsync(120_000)
    expect(state('source')).toBe('failed')
    expect(attempts).toHaveLength(1)
    expect(said('source', 'error')[0]).toMatch(/^the token was revoked/)
    tell(line('hello'))
    expect(texts(of('chat.message'))).toEqual(['hello'])
  })

  it('at the very moment it is set up gives everything back', async () => {
    const { plugin, attempts, state } = source()
    let steps = 0
    state.setup = ({ link }) => {
      const lose = async () => {
        for (let step = 0; step < steps; step++) await undefined
        link.lost('gone')
      }
      void lose()
    }
    const { reload } = await world([])
    for (steps = 0; steps < 20; steps++) {
      await reload([plugin({ version: steps })])
      await reload([])
    }
    await vi.advanceTimersByTimeAsync(60_000)
    expect(attempts.filter(({ isClosed }) => !isClosed)).toEqual([])
  })

  it('while it is set up counts as not ready', async () => {
    const { plugin, attempts, state: hands } = source()
    hands.setup = attempt => attempt.link.lost('refused')
    const { state } = await world([plugin({ version: 1 })])
    expect(state('source')).toBe('retrying')
    hands.setup = undefined
    await vi.advanceTimersByTimeAsync(1_300)
    expect(attempts.map(({ isClosed }) => isClosed)).toEqual([true, false])
    expect(state('source')).toBe('retrying')
    attempts[1]?.link.connected()
    expect(state('source')).toBe('connected')
  })
})

describe('a changed source', () => {
  it('serves until the new one says connected', async () => {
    const { plugin, attempts, last } = source()
    const { reload, of, handedOver, state } = await world([plugin({ version: 1 })])
    last().link.connected()
    const [old] = attempts
    await reload([plugin({ version: 2 })])
    old?.told.next(line('by the old'))
    expect(handedOver).toEqual([])
    last().link.connected()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(handedOver).toEqual(['source'])
    expect(old?.isClosed).toBe(true)
    expect(state('source')).toBe('connected')
    last().told.next(line('by the new'))
    old?.told.next(line('by nobody'))
    expect(texts(of('chat.message'))).toEqual(['by the old', 'by the new'])
  })

  it('that is connected before the switch hands over at the switch', async () => {
    const { plugin, last, state: hands, attempts } = source()
    const { reload, handedOver, of } = await world([plugin({ version: 1 })])
    last().link.connected()
    hands.setup = attempt => attempt.link.connected()
    await reload([plugin({ version: 2 })])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(handedOver).toEqual(['source'])
    expect(attempts[0]?.isClosed).toBe(true)
    expect(of('source.connected')).toHaveLength(2)
  })

  it('of a reload that is refused was never connected, as far as anybody knows', async () => {
    const { plugin, last, state: hands, attempts } = source()
    const { reload, of, handedOver } = await world([plugin({ version: 1 })])
    last().link.connected()
    hands.setup = attempt => attempt.link.connected()
    const failing = definePlugin({
      name: 'failing',
      setup: () => {
        throw new PluginFailure('no')
      },
    })
    await expect(reload([plugin({ version: 2 }), failing()])).rejects.toThrow('no')
    expect(attempts[1]?.isClosed).toBe(true)
    attempts[0]?.told.next(line('still here'))
    expect(of('source.connected')).toHaveLength(1)
    expect(texts(of('chat.message'))).toEqual(['still here'])
    expect(handedOver).toEqual([])
  })

  it('that cannot connect does not fail a reload, and the old one goes on', async () => {
    const { plugin, last, attempts, state: hands } = source()
    const { reload, of, state, handedOver } = await world([plugin({ version: 1 })])
    last().link.connected()
    hands.setup = () => {
      throw new NotReady('no such host')
    }
    await reload([plugin({ version: 2 })])
    expect(state('source')).toBe('retrying')
    await vi.advanceTimersByTimeAsync(15_000)
    attempts[0]?.told.next(line('by the old'))
    expect(texts(of('chat.message'))).toEqual(['by the old'])
    hands.setup = attempt => attempt.link.connected()
    attempts[0]?.link.heard()
    await vi.advanceTimersByTimeAsync(20_000)
    expect(handedOver).toEqual(['source'])
    expect(attempts[0]?.isClosed).toBe(true)
  })

  it('doubles nothing that has no key: the old and the new one hear the same', async () => {
    const { plugin, last, attempts } = source()
    const { reload, of, runtime } = await world([plugin({ version: 1 })])
    last().link.connected()
    const [old] = attempts
    await reload([plugin({ version: 2 })])
    const both = (told: NewEvent) => {
      old?.told.next(told)
      last().told.next(told)
    }
    both(scene('Talk'))
    both(scene('Game'))
    // What the old one heard last is told by the new one a moment later.
    old?.told.next(scene('Menu'))
    last().link.connected()
    last().told.next(scene('Menu'))
    const names = () => of('obs.scene.changed').map(({ data }) => data.scene)
    expect(names()).toEqual(['Talk', 'Game', 'Menu'])
    await vi.advanceTimersByTimeAsync(6_000)
    last().told.next(scene('Menu'))
    expect(names()).toEqual(['Talk', 'Game', 'Menu', 'Menu'])
    const { seen, kept, repeats } = await runtime.status()
    expect({ seen, kept, repeats }).toEqual({ seen: 7, kept: 4, repeats: 3 })
  })

  it('compares also what the new one heard while it was being set up', async () => {
    const { plugin, last, attempts, state: hands } = source()
    const { reload, of } = await world([plugin({ version: 1 })])
    last().link.connected()
    const [old] = attempts
    const slow = definePlugin({
      name: 'slow',
      setup: () => new Promise<void>(resolve => setTimeout(resolve, 100)),
    })
    hands.setup = attempt => attempt.link.connected()
    const reloading = reload([plugin({ version: 2 }), slow()])
    await vi.advanceTimersByTimeAsync(50)
    old?.told.next(scene('Talk'))
    last().told.next(scene('Talk'))
    await vi.advanceTimersByTimeAsync(100)
    await reloading
    expect(of('obs.scene.changed')).toHaveLength(1)
  })

  it('does not take a second real cheer for the first one told again', async () => {
    const { plugin, last, attempts } = source()
    const { reload, of } = await world([plugin({ version: 1 })])
    const cheer = () =>
      event(
        'channel.cheered',
        { user: { id: '7', name: 'bea', displayName: 'Bea', roles: [] }, bits: 100 },
        { platform: 'twitch', channel: 'ann' },
      )
    last().link.connected()
    attempts[0]?.told.next(cheer())
    await reload([plugin({ version: 2 })])
    await vi.advanceTimersByTimeAsync(8_000)
    last().link.connected()
    last().told.next(cheer())
    expect(of('channel.cheered')).toHaveLength(2)
  })

  it('changed twice before it connects leaves only the last one behind', async () => {
    const { plugin, attempts, last } = source()
    const { reload, of, handedOver } = await world([plugin({ version: 1 })])
    last().link.connected()
    await reload([plugin({ version: 2 })])
    await reload([plugin({ version: 3 })])
    await vi.advanceTimersByTimeAsync(11_000)
    expect(attempts.map(({ isClosed }) => isClosed)).toEqual([false, true, false])
    last().link.connected()
    await vi.advanceTimersByTimeAsync(11_000)
    expect(attempts.map(({ isClosed }) => isClosed)).toEqual([true, true, false])
    expect(handedOver).toEqual(['source'])
    last().told.next(line('hello'))
    expect(texts(of('chat.message'))).toEqual(['hello'])
  })

  it('removed before the new one connected is gone', async () => {
    const { plugin, attempts, last } = source()
    const { reload } = await world([plugin({ version: 1 })])
    last().link.connected()
    await reload([plugin({ version: 2 })])
    await reload([])
    await vi.advanceTimersByTimeAsync(11_000)
    expect(attempts.map(({ isClosed }) => isClosed)).toEqual([true, true])
  })

  it('that consumes too keeps its rows in the journal until its next instance reads on', async () => {
    const journal = await openMemoryJournal()
    const prune = vi.fn(journal.prune)
    const state = { isReady: true, link: undefined as Link | undefined }
    const recorder = definePlugin({
      name: 'recorder',
      options: z.strictObject({ version: z.number() }),
      setup: ({ link, consume }) => {
        state.link = link()
        if (!state.isReady) throw new NotReady('in a while')
        consume({ name: 'log' }, () => undefined)
      },
    })
    const { reload } = await world([recorder({ version: 1 })], { journal: { ...journal, prune } })
    state.link?.connected()
    state.isReady = false
    await reload([recorder({ version: 2 })])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(prune.mock.lastCall?.[0].consumers).toEqual(['recorder/log'])
  })

  it('whose old instance loses its connection meanwhile hears nothing twice as a listener', async () => {
    const heard: string[] = []
    const links: Link[] = []
    const both = definePlugin({
      name: 'both',
      options: z.strictObject({ version: z.number() }),
      setup: ({ link, on, options }) => {
        links.push(link())
        return on('chat.message').pipe(
          tap(({ data }) => heard.push(`${options.version}:${data.text}`)),
          ignoreElements(),
        )
      },
    })
    const { reload, tell } = await world([both({ version: 1 })])
    links[0]?.connected()
    await reload([both({ version: 2 })])
    links[0]?.lost('gone')
    await vi.advanceTimersByTimeAsync(2_000)
    expect(links).toHaveLength(3)
    tell(line('hello'))
    expect(heard).toEqual(['2:hello'])
  })
})
