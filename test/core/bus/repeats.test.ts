import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Repeats } from '../../../core/bus/repeats.ts'
import { completeEvent } from '../../../core/events/complete.ts'
import type { Event, NewEvent } from '../../../core/events/event.ts'
import { event } from '../../../core/events/event.ts'
import { Redactor } from '../../../core/secrets/redact.ts'
import { busyMs } from '../../support/busy.ts'
import { cheer, line } from './make.ts'

const redactor = new Redactor()

function whole(told: NewEvent, source: string): Event {
  return completeEvent(told, {
    source,
    received: new Date(),
    sessionOf: () => undefined,
    accountOf: () => undefined,
    redactor,
  })
}

/** Tells repeats apart, with a clock in seconds. */
function watch() {
  const repeats = new Repeats()
  const tell = (source: string, told: NewEvent, seconds = 0, inHandOver = false) => {
    const [use = source] = source.split('#')
    return repeats.find(whole(told, use), { name: source, use, inHandOver }, seconds * 1_000)
  }
  return { repeats, tell, isNew: (...of: Parameters<typeof tell>) => tell(...of) === undefined }
}

describe('a repeat by its id', () => {
  it('is one however long ago and whoever tells it', () => {
    const { tell } = watch()
    expect(tell('irc', line('m1'))).toBeUndefined()
    expect(tell('streamerbot', line('m1'))).toBe('twitch:chat.message:m1')
    expect(tell('irc', line('m1'), 100_000)).toBe('twitch:chat.message:m1')
    expect(tell('irc', line('m2'))).toBeUndefined()
    expect(tell('irc', line('m1', { platform: 'youtube' }))).toBeUndefined()
  })

  it('is known over a restart, from the ids of the journal', () => {
    const { repeats, isNew } = watch()
    repeats.remember(['twitch:chat.message:m1'])
    expect(isNew('irc', line('m1'))).toBe(false)
  })

  it('is known among the last hundred thousand at least, in bounded memory', () => {
    const { repeats, isNew } = watch()
    const first = whole(line('m0'), 'irc')
    for (let n = 0; n < 250_000; n++) {
      const next = { ...first, id: first.id.replace('m0', `m${n}`) }
      repeats.find(next, { name: 'irc', use: 'irc', inHandOver: false }, 0)
    }
    expect(isNew('irc', line('m150001'))).toBe(false)
    expect(isNew('irc', line('m0'))).toBe(true)
  })
})

describe('a twin', () => {
  it('is the same happening told by another source within 30 s', () => {
    const { tell, isNew } = watch()
    const first = whole(cheer(100), 'irc').id
    expect(first).toMatch(/^[0-9a-f-]{36}$/)
    expect(isNew('eventsub', cheer(100))).toBe(true)
    expect(tell('tau', cheer(100), 29)).toMatch(/^[0-9a-f-]{36}$/)
    expect(isNew('streamerbot', cheer(100), 31)).toBe(true)
  })

  it('is matched one to one: two real cheers of 100 through two sources stay two', () => {
    for (const order of ['aabb', 'abab', 'abba', 'baab']) {
      const { isNew } = watch()
      const kept = [...order].filter(source => isNew(source, cheer(100)))
      expect([order, kept.length]).toEqual([order, 2])
    }
  })

  it('is matched one to one whatever the order, the sources and who has an id', () => {
    // Each of so many happenings is told once by each source, in any order.
    const tellings = fc
      .record({
        happenings: fc.integer({ min: 1, max: 5 }),
        sources: fc.uniqueArray(fc.constantFrom('irc', 'tau', 'eventsub', 'streamerbot'), {
          minLength: 1,
        }),
      })
      .chain(({ happenings, sources }) => {
        const all = Array.from({ length: happenings }, (_, n) =>
          sources.map(source => ({ source, n })),
        ).flat()
        return fc
          .shuffledSubarray(all, { minLength: all.length })
          .map(told => ({ told, happenings }))
      })
    fc.assert(
      fc.property(tellings, ({ told, happenings }) => {
        const { isNew } = watch()
        // Two of the sources know the platform's id.
        const keyOf = (source: string, n: number) =>
          source === 'irc' || source === 'streamerbot' ? { key: `c${n}` } : {}
        const kept = told.filter(({ source, n }) => isNew(source, cheer(100, keyOf(source, n))))
        expect(kept).toHaveLength(happenings)
      }),
      { numRuns: 500 },
    )
  })

  it('with the platform’s id is known under it from then on', () => {
    const { tell, isNew } = watch()
    expect(isNew('tau', cheer(100))).toBe(true)
    const first = tell('irc', cheer(100, { key: 'c1' }))
    expect(tell('streamerbot', cheer(100, { key: 'c1' }))).toBe(first)
    expect(isNew('streamerbot', cheer(100, { key: 'c2' }))).toBe(true)
  })

  it('must have the same user, amount, channel and platform', () => {
    const { isNew } = watch()
    const eve = { id: '8', name: 'eve', displayName: 'Eve', roles: [] }
    isNew('irc', cheer(100))
    expect(isNew('tau', cheer(50))).toBe(true)
    expect(isNew('tau', cheer(100, { channel: 'bea' }))).toBe(true)
    expect(isNew('tau', cheer(100, { platform: 'kick' }))).toBe(true)
    expect(
      isNew(
        'tau',
        event('channel.cheered', { user: eve, bits: 100 }, { platform: 'twitch', channel: 'ann' }),
      ),
    ).toBe(true)
    expect(isNew('tau', cheer(100))).toBe(false)
  })

  it('of a real happening is never a made-up one', () => {
    const { isNew } = watch()
    expect(isNew('simulator', cheer(100, { test: true }))).toBe(true)
    expect(isNew('irc', cheer(100))).toBe(true)
    expect(isNew('streamerbot', cheer(100, { test: true }))).toBe(false)
  })

  it('may still come after a restart', () => {
    const { repeats, isNew } = watch()
    repeats.expectTwinOf(whole(cheer(100), 'irc'), 10_000)
    const now = performance.now() / 1_000
    expect(isNew('irc', cheer(100), now)).toBe(true)
    expect(isNew('tau', cheer(100), now)).toBe(false)
  })

  it('is looked for quickly among very many alike', () => {
    const { isNew } = watch()
    const ms = busyMs(() => {
      for (let n = 0; n < 30_000; n++)
        isNew('irc', event('stream.offline', {}, { platform: 'twitch', channel: 'ann' }))
    })
    expect(ms).toBeLessThan(5_000)
  })
})

describe('a hand-over of one source', () => {
  const scene = (raw: unknown) =>
    event('obs.scene.changed', { scene: 'Talk' }, { platform: 'obs', raw })

  it('compares what has no key by what the platform said', () => {
    const { isNew } = watch()
    expect(isNew('obs#1', scene({ n: 1 }), 0, true)).toBe(true)
    expect(isNew('obs#2', scene({ n: 1 }), 1, true)).toBe(false)
    expect(isNew('obs#2', scene({ n: 2 }), 1, true)).toBe(true)
    expect(isNew('obs#2', scene({ n: 2 }), 1, true)).toBe(true)
  })

  it('is over after a while: the same again is another happening', () => {
    const { isNew } = watch()
    isNew('obs#1', scene({ n: 1 }), 0, true)
    expect(isNew('obs#2', scene({ n: 1 }), 6, true)).toBe(true)
    isNew('irc#1', cheer(100), 10, true)
    expect(isNew('irc#2', cheer(100), 12, false)).toBe(true)
  })

  it('compares nothing where there is none', () => {
    const { isNew } = watch()
    expect(isNew('obs#1', scene({ n: 1 }))).toBe(true)
    expect(isNew('obs#2', scene({ n: 1 }))).toBe(true)
  })
})

describe('the words of a notice', () => {
  const words = (key: string | undefined, text = 'hello', isNotice = true) => {
    const user = { id: '7', name: 'bea', displayName: 'Bea', roles: [] }
    const data = { messageId: key ?? '', text, user, ...(isNotice && { isNotice }) }
    return event('chat.message', data, { platform: 'twitch', channel: 'ann', key })
  }

  it('without an id are the twin of the same with one, in either order', () => {
    for (const [first, second] of [
      ['n1', undefined],
      [undefined, 'n1'],
      ['tau:7', 'n1'],
    ]) {
      const { isNew } = watch()
      expect(isNew('irc', words(first))).toBe(true)
      expect(isNew('tau', words(second), 1)).toBe(false)
      expect(isNew('tau', words(second === undefined ? undefined : 'n2', 'other'), 1)).toBe(true)
    }
  })

  it('with two ids are two, and plain lines have no twins', () => {
    const { isNew } = watch()
    expect(isNew('irc', words('n1'))).toBe(true)
    expect(isNew('twitch', words('n2'))).toBe(true)
    expect(isNew('irc', words('m1', 'hi', false))).toBe(true)
    expect(isNew('tau', words(undefined, 'hi', false))).toBe(true)
  })
})
