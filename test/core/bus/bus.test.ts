import { config, Subject } from 'rxjs'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { Audience } from '../../../core/bus/audience.ts'
import { event } from '../../../core/events/event.ts'
import { RUNTIME } from '../../../core/events/runtime-source.ts'
import type { Filter } from '../../../core/filters/filters.ts'
import { change, drop, keep } from '../../../core/plugin/verdict.ts'
import { ANN, line, makeBus, teller, texts } from './make.ts'

afterEach(() => {
  vi.useRealTimers()
})

const irc = teller('irc')

function hear(
  bus: ReturnType<typeof makeBus>['bus'],
  use: string,
  act: (text: string) => void = () => undefined,
) {
  const heard: string[] = []
  const audience = new Audience(use)
  bus.observe(audience, ['chat.message']).subscribe(one => {
    if (one.type !== 'chat.message') return
    heard.push(one.data.text)
    act(one.data.text)
  })
  bus.admit(audience)
  return { heard, audience }
}

describe('the order of events', () => {
  it('is the same for everybody, also for events published while one is delivered', () => {
    const { bus, delivered } = makeBus()
    const first = hear(bus, 'a', text => {
      if (text === 'one') bus.tell(line('answer of a'), irc)
    })
    const second = hear(bus, 'b', text => {
      if (text === 'one') bus.tell(line('answer of b'), irc)
    })
    bus.tell(line('one'), irc)
    bus.tell(line('two'), irc)
    const order = ['one', 'answer of a', 'answer of b', 'two']
    expect(first.heard).toEqual(order)
    expect(second.heard).toEqual(order)
    expect(texts(delivered)).toEqual(order)
  })

  it('holds while nobody is there yet: events wait for the first set', () => {
    const { bus } = makeBus()
    const events: string[] = []
    bus.atOnce(() => {
      bus.tell(line('early'), irc)
      const { heard } = hear(bus, 'a')
      expect(heard).toEqual([])
      events.push('waited')
    })
    expect(events).toEqual(['waited'])
    expect(bus.counts().kept).toBe(1)
  })

  it('holds for one that is between two instances: first what was held, then what came meanwhile', () => {
    const { bus } = makeBus()
    const audience = new Audience('owner')
    bus.holdFor(audience)
    bus.tell(line('one'), irc)
    bus.tell(line('two'), irc)
    const heard: string[] = []
    bus.observe(audience, ['chat.message']).subscribe(one => {
      heard.push(...texts([one]))
      if (heard.length === 1) bus.tell(line('meanwhile'), irc)
    })
    bus.admit(audience)
    bus.tell(line('three'), irc)
    expect(heard).toEqual(['one', 'two', 'meanwhile', 'three'])
  })
})

describe('listeners', () => {
  it('are not harmed by another one’s throw', async () => {
    const { bus } = makeBus()
    const before = hear(bus, 'a')
    const audience = new Audience('bad')
    const thrown: unknown[] = []
    config.onUnhandledError = failure => thrown.push(failure)
    onTestFinished(() => {
      config.onUnhandledError = null
    })
    bus.observe(audience, []).subscribe(() => {
      throw new Error('my own bug')
    })
    bus.admit(audience)
    const after = hear(bus, 'c')
    bus.tell(line('one'), irc)
    bus.tell(line('two'), irc)
    expect(before.heard).toEqual(['one', 'two'])
    expect(after.heard).toEqual(['one', 'two'])
    // RxJS throws it again in a timer of its own; the runtime attributes it there.
    await vi.waitFor(() => expect(thrown).toHaveLength(2))
  })

  it('hear their types, all without types, recovered ones on asking, and complete at their end', () => {
    const { bus } = makeBus()
    const audience = new Audience('a')
    const all: string[] = []
    const chat: string[] = []
    const withRecovered: string[] = []
    let completed = 0
    const done = {
      complete: () => {
        completed += 1
      },
    }
    bus.observe(audience, []).subscribe({ next: one => all.push(one.type), ...done })
    bus
      .observe(audience, ['chat.message'])
      .subscribe({ next: one => chat.push(...texts([one])), ...done })
    bus
      .observe(audience, ['chat.message'], true)
      .subscribe({ next: one => withRecovered.push(...texts([one])), ...done })
    bus.tell(line('before it is live'), irc)
    bus.admit(audience)
    bus.tell(line('one'), irc)
    bus.tell(line('late', { recovered: true }), irc)
    bus.tell(event('obs.stream.started', {}), irc)
    bus.end(audience)
    bus.tell(line('after'), irc)
    expect(all).toEqual(['chat.message', 'obs.stream.started'])
    expect(chat).toEqual(['one'])
    expect(withRecovered).toEqual(['one', 'late'])
    expect(completed).toBe(3)
    bus.observe(audience, []).subscribe(done)
    expect(completed).toBe(4)
  })

  it('that hold everything up for over 200 ms are named', () => {
    const { bus, blocked } = makeBus()
    hear(bus, 'slow', () => {
      const end = performance.now() + 210
      while (performance.now() < end) {}
    })
    hear(bus, 'quick')
    bus.tell(line('one'), irc)
    expect(blocked).toEqual(['slow'])
  })

  it('cannot change an event for the others', () => {
    const { bus, journaled } = makeBus()
    bus.tell(line('one'), irc)
    const [entry] = journaled
    if (entry?.event.type !== 'chat.message') throw new Error('not told')
    const { data } = entry.event
    expect(() => Object.assign(data, { text: 'two' })).toThrow(TypeError)
    expect(() => Object.assign(data.user, { name: 'eve' })).toThrow(TypeError)
  })
})

function filter(use: string, judge: Filter['judge']): Filter {
  return { use, types: new Set(['chat.message']), judge }
}

describe('filters', () => {
  it('are asked in the order of the config, until one drops', () => {
    const { bus, journaled } = makeBus()
    const asked: string[] = []
    const say = (name: string, verdict: ReturnType<typeof keep>) =>
      filter(name, () => {
        asked.push(name)
        return verdict
      })
    bus.useFilters([say('a', keep()), say('b', drop('spam')), say('c', keep())])
    const { heard } = hear(bus, 'x')
    bus.tell(line('one'), irc)
    expect(asked).toEqual(['a', 'b'])
    expect(heard).toEqual([])
    expect(journaled[0]?.verdict).toEqual({ kept: false, reason: 'b/spam' })
    expect(bus.counts()).toMatchObject({ seen: 1, kept: 0, dropped: { 'b/spam': 1 } })
  })

  it('see only their types, and not what the runtime itself says', () => {
    const { bus } = makeBus()
    const asked: string[] = []
    bus.useFilters([
      {
        use: 'a',
        types: new Set(['chat.message', 'session.started']),
        judge: one => {
          asked.push(one.type)
          return drop('x')
        },
      },
    ])
    bus.tell(event('obs.stream.started', {}), irc)
    bus.tell(line('one'), irc)
    bus.announce(event('session.started', { session: 's' }))
    expect(asked).toEqual(['chat.message'])
    expect(bus.counts()).toMatchObject({ seen: 2, kept: 1, own: 1 })
  })

  it('whose reason or data is none gave no verdict: the event is kept, journaled and counted', () => {
    const { bus, journaled, failures } = makeBus()
    const { heard } = hear(bus, 'x')
    bus.useFilters([
      filter('dropper', () => ({ kind: 'drop', reason: Symbol('why') }) as never),
      filter('changer', () => ({ kind: 'change', data: undefined })),
    ])
    bus.tell(line('one'), irc)
    expect(heard).toEqual(['one'])
    expect(journaled).toMatchObject([{ verdict: { kept: true } }])
    expect(bus.counts()).toMatchObject({ seen: 1, kept: 1 })
    expect(failures).toHaveLength(2)
  })

  it('that throw, or give no verdict, keep the event and are named', () => {
    const { bus, failures } = makeBus()
    const { heard } = hear(bus, 'x')
    bus.useFilters([
      filter('thrower', () => {
        throw new Error('oops')
      }),
      // What a plugin written without types may do.
      filter('mute', () => undefined as never),
      filter('odd', () => ({ kind: 'maybe' }) as never),
    ])
    bus.tell(line('one'), irc)
    expect(heard).toEqual(['one'])
    expect(failures).toEqual([
      'thrower: oops',
      'mute: mute returned no verdict on chat.message; a filter must return keep(), drop(reason) or change(data)',
      'odd: odd returned no verdict on chat.message; a filter must return keep(), drop(reason) or change(data)',
    ])
  })

  it('that hold everything up are named too', () => {
    const { bus, blocked } = makeBus()
    bus.useFilters([
      filter('slow', () => {
        const end = performance.now() + 210
        while (performance.now() < end) {}
        return keep()
      }),
    ])
    bus.tell(line('one'), irc)
    expect(blocked).toEqual(['slow'])
  })

  it('that change deliver without raw; the journal keeps what was told', () => {
    const { bus, journaled, delivered } = makeBus()
    bus.useFilters([
      filter('polite', one => change({ ...one.data, text: 'hello' })),
      filter('loud', one =>
        change({ ...one.data, text: one.type === 'chat.message' ? `${one.data.text}!` : '' }),
      ),
    ])
    bus.tell(line('hullo', { raw: { line: 'hullo' } }), irc)
    expect(delivered[0]).toMatchObject({ data: { text: 'hello!' } })
    expect(delivered[0]).not.toHaveProperty('raw')
    expect(journaled[0]).toMatchObject({
      event: { data: { text: 'hullo' }, raw: { line: 'hullo' } },
      verdict: { kept: true, changed: { by: 'loud', data: { text: 'hello!' } } },
    })
  })

  it('recall what was judged before, dropped ones too, newest first, of a type and platform, for a minute', () => {
    vi.useFakeTimers()
    const { bus } = makeBus()
    const recalled: string[][] = []
    bus.useFilters([
      filter('echo', (one, recall) => {
        const found = recall({ type: 'chat.message', platform: 'twitch', within: '5m' })
        recalled.push(texts(found))
        return texts([one])[0] === 'bad' ? drop('bad') : keep()
      }),
    ])
    bus.tell(line('old'), irc)
    vi.advanceTimersByTime(40_000)
    bus.tell(line('bad'), irc)
    bus.tell(line('elsewhere', { platform: 'youtube' }), irc)
    bus.tell(event('obs.stream.started', {}), irc)
    vi.advanceTimersByTime(15_000)
    bus.tell(line('now'), irc)
    vi.advanceTimersByTime(10_000)
    bus.tell(line('later'), irc)
    expect(recalled).toEqual([[], ['old'], ['bad', 'old'], ['bad', 'old'], ['now', 'bad']])
  })

  it('recall five thousand events at most', () => {
    const { bus } = makeBus()
    let most = 0
    bus.useFilters([
      filter('echo', (_one, recall) => {
        most = Math.max(most, recall({ type: 'chat.message', within: '60s' }).length)
        return keep()
      }),
    ])
    for (let n = 0; n < 5_002; n++) bus.tell(line(`${n}`), irc)
    expect(most).toBe(5_000)
  })
})

describe('an event on its way', () => {
  it('is completed: id, received, source, session', () => {
    vi.useFakeTimers({ now: new Date('2026-11-23T19:04:05Z') })
    const { bus, delivered } = makeBus({ sessionOf: () => '2026-11-23T19:00Z' })
    bus.tell(line('m1', { time: new Date('2026-11-23T19:04:04Z') }), irc)
    bus.tell(event('obs.stream.started', {}, { key: 'x' }), irc)
    bus.tell(event('obs.stream.started', {}), irc)
    bus.tell(event('obs.stream.started', {}, { key: '', time: new Date(Number.NaN) }), irc)
    expect(delivered[0]).toMatchObject({
      id: 'twitch:chat.message:m1',
      time: new Date('2026-11-23T19:04:04Z'),
      received: new Date('2026-11-23T19:04:05Z'),
      source: 'irc',
      session: '2026-11-23T19:00Z',
    })
    expect(delivered[1]?.id).toBe('irc:obs.stream.started:x')
    expect(delivered[2]?.id).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    )
    expect(delivered[3]?.id).toMatch(/^[0-9a-f-]{36}$/)
    expect(delivered[3]?.time).toEqual(new Date('2026-11-23T19:04:05Z'))
    expect(delivered[2]).not.toHaveProperty('platform')
  })

  it('gets the account its source is connected as where it is not a channel name', () => {
    const { bus, delivered } = makeBus()
    const connected = teller('irc', { accountOf: () => 'ann' })
    bus.tell(line('one', { channel: undefined }), connected)
    bus.tell(line('two', { channel: 'bea' }), connected)
    expect(delivered.map(({ channel }) => channel)).toEqual(['ann', 'bea'])
  })

  it('that answers a made-up one is made up too, however far', () => {
    const { bus, delivered } = makeBus()
    bus.tell(line('invented', { test: true }), teller('simulator'))
    const [first] = delivered
    bus.tell(event('mood.set', { mood: 'glad' }, { cause: first?.id }), teller('moods'))
    const second = delivered[1]
    bus.tell(event('title.wanted', {}, { cause: second?.id }), teller('titles'))
    bus.tell(event('title.wanted', {}, { cause: 'twitch:chat.message:real' }), teller('titles'))
    expect(delivered.map(({ test }) => test)).toEqual([true, true, true, undefined])
    const third = delivered[2]
    expect(third && bus.originOf(third)).toBe('simulator')
  })

  it('comes before a stream that throws in the hands of RxJS', () => {
    const { bus, delivered } = makeBus()
    const told = new Subject<string>()
    told.subscribe(text => bus.tell(line(text), irc))
    told.next('one')
    expect(texts(delivered)).toEqual(['one'])
  })
})

describe('plugins that feed each other', () => {
  it('at once are stopped at a depth nobody needs', () => {
    const { bus, loops, journaled } = makeBus()
    const { heard } = hear(bus, 'echo', text => bus.tell(line(`${text}.`), teller('echo')))
    bus.tell(line(''), irc)
    bus.tell(line('next', { key: 'next' }), irc)
    expect(heard.length).toBeLessThan(80)
    expect(loops).toEqual(['echo chat.message'])
    expect(journaled.filter(({ verdict }) => !verdict.kept)).toMatchObject([
      { verdict: { kept: false, reason: 'promethean/loop' } },
      { verdict: { kept: false, reason: 'promethean/loop' } },
    ])
    const { seen, kept, repeats, dropped } = bus.counts()
    expect(seen).toBe(kept + repeats + (dropped['promethean/loop'] ?? 0))
  })

  it('two for one are stopped in breadth', () => {
    const { bus, journaled } = makeBus()
    let made = 0
    hear(bus, 'double', () => {
      bus.tell(line(`a${made++}`), teller('double'))
      bus.tell(line(`b${made++}`), teller('double'))
    })
    bus.tell(line('one'), irc)
    expect(journaled.length).toBeLessThan(20_000)
    expect(journaled.filter(({ verdict }) => verdict.kept).length).toBeLessThanOrEqual(5_001)
  })

  it('by and by are stopped where they name what they answer', () => {
    const { bus, delivered, loops } = makeBus()
    bus.tell(line('0'), irc)
    for (let n = 1; n < 50; n++) {
      const cause = `twitch:chat.message:${n - 1}`
      bus.tell(line(`${n}`, { cause }), teller('slow-echo'))
    }
    expect(delivered.length).toBe(33)
    expect(loops).toEqual(['slow-echo chat.message'])
  })

  it('is no word for many answers to many questions', () => {
    const { bus, loops } = makeBus()
    hear(bus, 'answering', text => {
      if (!text.startsWith('re'))
        for (let n = 0; n < 10; n++) bus.tell(line(`re ${text} ${n}`), irc)
    })
    bus.atOnce(() => {
      for (let n = 0; n < 2_000; n++) bus.tell(line(`q${n}`), irc)
    })
    expect(loops).toEqual([])
    expect(bus.counts().kept).toBe(22_000)
  })
})

describe('counting', () => {
  it('says seen = kept + repeats + dropped, also for repeats the journal knew from long ago', () => {
    const { bus, delivered, journaled } = makeBus()
    bus.useFilters([
      filter('no', one => (texts([one])[0]?.startsWith('bad') ? drop('bad') : keep())),
    ])
    bus.tell(line('one'), irc)
    bus.tell(line('one'), teller('tau'))
    bus.tell(line('two'), irc)
    bus.tell(line('bad 1'), irc)
    bus.tell(line('bad 2'), irc)
    bus.announce(event('session.started', { session: 's' }))
    const late = journaled.filter(({ event }) => ['two', 'bad 2'].includes(texts([event])[0] ?? ''))
    bus.countLateRepeats([
      ...late.map(({ event }) => event),
      ...delivered.filter(one => one.source === RUNTIME),
    ])
    expect(bus.counts()).toEqual({
      seen: 5,
      kept: 1,
      repeats: 3,
      dropped: { 'no/bad': 1 },
      own: 1,
    })
  })

  it('keeps five hundred reasons apart, whatever a filter writes into them', () => {
    const { bus } = makeBus()
    bus.useFilters([filter('wild', one => drop(texts([one])[0] ?? ''))])
    for (let n = 0; n < 600; n++) bus.tell(line(`${n}`), irc)
    const { dropped, seen } = bus.counts()
    expect(Object.keys(dropped)).toHaveLength(501)
    expect(dropped['wild/other']).toBe(100)
    expect(Object.values(dropped).reduce((sum, count) => sum + count, 0)).toBe(seen)
  })

  it('asked again, filters of today judge an event; what the runtime said they are not asked about', () => {
    const { bus, journaled } = makeBus()
    bus.tell(line('one', ANN), irc)
    bus.announce(event('session.started', { session: 's' }))
    bus.useFilters([
      filter('no', () => drop('x')),
      { ...filter('all', () => drop('y')), types: new Set(['session.started']) },
    ])
    const recollection = { add: () => undefined, recall: () => [] } as never
    expect(journaled.map(({ event }) => bus.judgeAgain(event, recollection)?.type)).toEqual([
      undefined,
      'session.started',
    ])
  })
})
