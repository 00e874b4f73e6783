import { ignoreElements, merge, Observable, Subject, type Subscriber } from 'rxjs'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { z } from 'zod'
import { checkConfig } from '../../../core/config/check/check.ts'
import { type Event, event, type NewEvent } from '../../../core/events/event.ts'
import type { Journal } from '../../../core/journal/port.ts'
import { openMemoryJournal } from '../../../core/journal/sqlite/journal.ts'
import type { Link, State } from '../../../core/plugin/context.ts'
import { definePlugin, type PluginUse } from '../../../core/plugin/define.ts'
import { drop, keep } from '../../../core/plugin/verdict.ts'
import { Runtime } from '../../../core/runtime/runtime.ts'
import { line, texts, world } from './world.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A source in the hands of the test. */
function source(name: string) {
  const told = new Subject<NewEvent>()
  const hands: { link?: Link; state?: State } = {}
  const use = definePlugin({
    name,
    setup: ({ link, state }) => {
      hands.state = state
      hands.link = link()
      hands.link.connected([{ platform: 'twitch', channel: 'ann' }])
      return told
    },
  })()
  const tell = (...events: NewEvent[]) => {
    for (const one of events) told.next(one)
  }
  return { use, hands, tell }
}

/** A plugin that takes its time to start. */
function slow(ms: number) {
  return definePlugin({
    name: 'slow',
    setup: () => new Promise<void>(resolve => setTimeout(resolve, ms)),
  })()
}

/** Drops every line that says spam. */
const noSpam = definePlugin({
  name: 'no-spam',
  setup: ({ filter }) => {
    filter('chat.message', ({ data }) => (data.text.includes('spam') ? drop('spam') : keep()))
  },
})()

/** A life on a journal whose start is not waited for; the next life sees what it committed. */
async function life(journal: Journal, plugins: readonly PluginUse[]) {
  const delivered: Event[] = []
  const runtime = await Runtime.open({
    journal: { ...journal, close: async () => undefined },
    write: () => undefined,
    onJudged: (_entry, event) => {
      if (event !== undefined) delivered.push(event)
    },
  })
  const { config } = await checkConfig({ plugins })
  if (config === undefined) throw new Error('no config')
  const started = runtime.start(config).catch(() => undefined)
  onTestFinished(async () => {
    vi.useRealTimers()
    await runtime.stop()
  })
  await vi.advanceTimersByTimeAsync(0)
  return { runtime, started, delivered }
}

describe('what is heard while another plugin still starts', () => {
  it('is durable 10 ms later, and is judged in the order it was heard once all have started', async () => {
    const journal = await openMemoryJournal()
    const irc = source('irc')
    const tau = source('tau')
    const { runtime, started } = await life(journal, [tau.use, irc.use, noSpam, slow(9_000)])
    irc.tell(line('one'), line('spam'))
    tau.tell(line('two'))
    irc.tell(line('three'))
    await vi.advanceTimersByTimeAsync(11)
    const held = await journal.held()
    expect(texts(held.map(({ event }) => event))).toEqual(['one', 'spam', 'two', 'three'])
    expect(held[0]?.event.received.getTime()).toBeLessThan(Date.now())
    await vi.advanceTimersByTimeAsync(9_000)
    await started
    await runtime.flush()
    const rows = (await journal.read({ limit: 99 })).filter(
      row => row.event.source !== 'promethean',
    )
    expect(texts(rows.map(({ event }) => event))).toEqual(['one', 'spam', 'two', 'three'])
    expect(rows.map(({ verdict }) => verdict.kept)).toEqual([true, false, true, true])
    expect(rows.some(({ event }) => event.recovered)).toBe(false)
    expect(await journal.held()).toEqual([])
    expect(await runtime.status()).toMatchObject({ seen: 4, kept: 3, repeats: 0 })
  })

  it('is durable too where its source also listens, as Streamer.bot does to what was not said', async () => {
    const journal = await openMemoryJournal()
    const told = new Subject<NewEvent>()
    const streamerbot = definePlugin({
      name: 'bot',
      setup: ({ link, on }) => {
        link().connected([{ platform: 'twitch', channel: 'ann' }])
        return merge(told, on('chat.dropped').pipe(ignoreElements()))
      },
    })()
    await life(journal, [streamerbot, slow(9_000)])
    told.next(line('one'))
    await vi.advanceTimersByTimeAsync(11)
    expect(texts((await journal.held()).map(({ event }) => event))).toEqual(['one'])
  })

  it('is judged by the next life where this one is killed first, once, told as recovered', async () => {
    const journal = await openMemoryJournal()
    const irc = source('irc')
    await life(journal, [irc.use, slow(9_000)])
    irc.tell(line('one'), line('spam'), line('two'))
    await vi.advanceTimersByTimeAsync(11)
    const heardAt = Date.now()
    await vi.advanceTimersByTimeAsync(5_000)

    const again = source('irc')
    const { runtime, started } = await life(journal, [again.use, noSpam])
    await started
    again.tell(line('two'), line('three'))
    await runtime.flush()
    const rows = (await journal.read({ limit: 99 })).filter(row => row.event.source === 'irc')
    expect(texts(rows.map(({ event }) => event))).toEqual(['one', 'spam', 'two', 'three'])
    expect(rows.map(({ event }) => event.recovered ?? false)).toEqual([true, true, true, false])
    expect(rows.map(({ verdict }) => verdict.kept)).toEqual([true, false, true, true])
    expect(rows[0]?.event.received.getTime()).toBeLessThanOrEqual(heardAt)
    expect(await journal.held()).toEqual([])
    expect(await runtime.status()).toMatchObject({ seen: 5, kept: 3, repeats: 1 })
  })

  it('that two sources told without a common id is still one happening in the next life', async () => {
    const journal = await openMemoryJournal()
    const [irc, tau] = [source('irc'), source('tau')]
    await life(journal, [irc.use, tau.use, slow(9_000)])
    const user = { id: '7', name: 'bea', displayName: 'Bea', roles: [] }
    const cheer = event(
      'channel.cheered',
      { user, bits: 100 },
      { platform: 'twitch', channel: 'ann' },
    )
    irc.tell(cheer)
    tau.tell(cheer)
    irc.tell(cheer)
    await vi.advanceTimersByTimeAsync(11)

    const { runtime, started } = await life(journal, [noSpam])
    await started
    await runtime.flush()
    const cheers = (await journal.read({ limit: 99 })).filter(
      row => row.event.type === 'channel.cheered',
    )
    expect(cheers.map(row => row.event.source)).toEqual(['irc', 'irc'])
    expect(await runtime.status()).toMatchObject({ seen: 3, kept: 2, repeats: 1 })
  })

  it('is no repeat of what happens to be told alike when it is judged, long after', async () => {
    const journal = await openMemoryJournal()
    const [irc, tau] = [source('irc'), source('tau')]
    await life(journal, [irc.use, slow(9_000)])
    const user = { id: '7', name: 'bea', displayName: 'Bea', roles: [] }
    const where = { platform: 'twitch', channel: 'ann' }
    irc.tell(event('channel.cheered', { user, bits: 100 }, where))
    await vi.advanceTimersByTimeAsync(11)
    vi.setSystemTime(Date.now() + 3_600_000)

    const { runtime, started } = await life(journal, [tau.use])
    await started
    tau.tell(event('channel.cheered', { user, bits: 100 }, where))
    await runtime.flush()
    expect(await runtime.status()).toMatchObject({ seen: 2, kept: 2, repeats: 0 })
  })

  it('is kept for the next life where it is stopped before all have started', async () => {
    const journal = await openMemoryJournal()
    const irc = source('irc')
    const { runtime } = await life(journal, [irc.use, slow(9_000)])
    irc.tell(line('one'))
    await runtime.stop()
    expect(texts((await journal.held()).map(({ event }) => event))).toEqual(['one'])
  })

  it('is kept for the next life where this one cannot start at all', async () => {
    const journal = await openMemoryJournal()
    const irc = source('irc')
    const wrong = definePlugin({
      name: 'wrong',
      setup: async ({ on }) => {
        await new Promise(resolve => setTimeout(resolve, 500))
        // A type of a plugin that is not there: only plain JavaScript gets so far.
        on('quiz.answered' as 'chat.message')
      },
    })()
    const { runtime, started } = await life(journal, [irc.use, wrong])
    irc.tell(line('one'))
    await vi.advanceTimersByTimeAsync(600)
    await started
    await runtime.stop()
    expect(texts((await journal.held()).map(({ event }) => event))).toEqual(['one'])
  })

  it('marks lines as our own by what is known once all have started', async () => {
    const journal = await openMemoryJournal()
    const irc = source('irc')
    const { runtime, started } = await life(journal, [irc.use, slow(2_000)])
    irc.tell(line('one'))
    await vi.advanceTimersByTimeAsync(2_000)
    await started
    irc.tell(line('one'))
    expect(await runtime.status()).toMatchObject({ seen: 2, kept: 1, repeats: 1 })
  })
})

describe('what a source tells at a start of its own that then fails', () => {
  it('is judged at once, not held until one succeeds', async () => {
    let starts = 0
    const moody = definePlugin({
      name: 'moody',
      setup: ({ link }) => {
        starts += 1
        const fails = (subscriber: Subscriber<NewEvent>) => subscriber.error(new Error('no'))
        if (starts > 1)
          return new Observable<NewEvent>(subscriber => {
            subscriber.next(line(`start ${starts}`))
            fails(subscriber)
          })
        link().connected([{ platform: 'twitch', channel: 'ann' }])
        return new Observable<NewEvent>(subscriber => void setTimeout(fails, 100, subscriber))
      },
    })
    const { journal, of: kept, runtime } = await world([moody()])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(starts).toBeGreaterThan(3)
    expect(kept('chat.message')).toHaveLength(starts - 1)
    await runtime.flush()
    expect(await journal.held()).toEqual([])
  })
})

describe('what a source added by an edit tells while others are prepared', () => {
  it('is held in the journal until the switch', async () => {
    const { journal, reload, of, runtime } = await world([])
    const irc = source('irc')
    const reloading = reload([irc.use, slow(5_000)])
    await vi.advanceTimersByTimeAsync(100)
    irc.tell(line('one'))
    await vi.advanceTimersByTimeAsync(11)
    expect(texts((await journal.held()).map(({ event }) => event))).toEqual(['one'])
    await vi.advanceTimersByTimeAsync(5_000)
    expect((await reloading).held).toBe(1)
    expect(texts(of('chat.message'))).toEqual(['one'])
    await runtime.flush()
    expect(await journal.held()).toEqual([])
  })

  it('is one happening with what its old connection told meanwhile, however long the others take', async () => {
    const told: Subject<NewEvent>[] = []
    const irc = definePlugin({
      name: 'irc',
      options: z.object({ room: z.string() }),
      setup: ({ link }) => {
        const mine = new Subject<NewEvent>()
        told.push(mine)
        link().connected([{ platform: 'twitch', channel: 'ann' }])
        return mine
      },
    })
    const { reload, of, runtime } = await world([irc({ room: 'ann' })])
    const reloading = reload([irc({ room: 'bea' }), slow(5_000)])
    await vi.advanceTimersByTimeAsync(1_000)
    const notice = () => event('platform.event', { name: 'irc:notice' }, { raw: { text: 'hello' } })
    for (const one of told) one.next(notice())
    await vi.advanceTimersByTimeAsync(5_000)
    await reloading
    expect(told).toHaveLength(2)
    expect(of('platform.event')).toHaveLength(1)
    expect(await runtime.status()).toMatchObject({ seen: 2, kept: 1, repeats: 1 })
  })

  it('is held in the journal too where its old connection still serves: that may not hear it', async () => {
    const told: Subject<NewEvent>[] = []
    const irc = definePlugin({
      name: 'irc',
      options: z.object({ rooms: z.array(z.string()) }),
      setup: ({ link }) => {
        const mine = new Subject<NewEvent>()
        told.push(mine)
        link().connected([{ platform: 'twitch', channel: 'ann' }])
        return mine
      },
    })
    const { journal, reload } = await world([irc({ rooms: ['ann'] })])
    const reloading = reload([irc({ rooms: ['ann', 'bea'] }), slow(5_000)])
    await vi.advanceTimersByTimeAsync(1_000)
    told[1]?.next(line('one', { channel: 'bea' }))
    await vi.advanceTimersByTimeAsync(11)
    expect(texts((await journal.held()).map(({ event }) => event))).toEqual(['one'])
    await vi.advanceTimersByTimeAsync(5_000)
    await reloading
  })

  it('is let go where the edit is refused', async () => {
    const { journal, reload, of, runtime } = await world([])
    const irc = source('irc')
    const reloading = reload([irc.use, slow(11_000)]).catch(() => 'refused')
    await vi.advanceTimersByTimeAsync(100)
    irc.tell(line('one'))
    await vi.advanceTimersByTimeAsync(12_000)
    expect(await reloading).toBe('refused')
    await runtime.flush()
    expect(await journal.held()).toEqual([])
    expect(of('chat.message')).toEqual([])
  })
})

describe('a mark that a source keeps in its state', () => {
  it('is saved after what was told before it, however long that takes to commit', async () => {
    const journal = await openMemoryJournal()
    const saved: unknown[] = []
    let commit: () => void = () => undefined
    const gate = new Promise<void>(resolve => {
      commit = resolve
    })
    const held: Journal = {
      ...journal,
      append: async (...given) => {
        const [entries] = given
        if (entries.some(({ event }) => event.type === 'chat.message')) await gate
        return journal.append(...given)
      },
      saveState: (use, changes) => {
        if (use === 'irc') saved.push(...changes.values())
        return journal.saveState(use, changes)
      },
    }
    const irc = source('irc')
    await world([irc.use], { journal: held })
    irc.tell(line('one'))
    irc.hands.state?.set('mark', 1)
    await vi.advanceTimersByTimeAsync(3_000)
    expect(saved).toEqual([])
    commit()
    await vi.advanceTimersByTimeAsync(20)
    expect(saved).toEqual([1])
  })

  it('is not saved at a stop where the disk took nothing of it any more', async () => {
    const journal = await openMemoryJournal()
    const irc = source('irc')
    const isFull = { value: false }
    const { runtime } = await world([irc.use], {
      journal: {
        ...journal,
        close: async () => undefined,
        append: async (...given) => {
          if (isFull.value) throw new Error('the disk is full')
          return journal.append(...given)
        },
      },
    })
    isFull.value = true
    irc.tell(line('one'))
    irc.hands.state?.set('mark', 1)
    const stopped = runtime.stop()
    await vi.advanceTimersByTimeAsync(10_000)
    // The line, and what the runtime itself said before it.
    expect((await stopped).unjournaled).toBeGreaterThan(0)
    expect((await journal.state('irc')).get('mark')).toBeUndefined()
  })
})

describe('at a stop', () => {
  it('what a source tells while others finish is kept and counted, and nobody begins anything on it', async () => {
    const journal = await openMemoryJournal()
    const irc = source('irc')
    const heard: string[] = []
    const listener = definePlugin({
      name: 'listener',
      setup: ({ on }) => {
        on('chat.message').subscribe(({ data }) => heard.push(data.text))
      },
    })()
    const taken: string[] = []
    const consumer = definePlugin({
      name: 'consumer',
      setup: ({ consume }) =>
        consume({ types: ['chat.message'], batch: { max: 1 } }, async events => {
          await new Promise(resolve => setTimeout(resolve, 400))
          taken.push(...texts(events))
        }),
    })()
    const { runtime } = await world([irc.use, listener, consumer], {
      journal: { ...journal, close: async () => undefined },
    })
    irc.tell(line('one'))
    await vi.advanceTimersByTimeAsync(20)
    const stopped = runtime.stop()
    for (let n = 0; n < 30; n++) {
      irc.tell(line(`late ${n}`))
      irc.hands.state?.set('mark', n)
      await vi.advanceTimersByTimeAsync(100)
    }
    const last = await stopped
    const kept = texts((await journal.read({ limit: 99 })).map(({ event }) => event))
    expect(heard).toEqual(['one'])
    expect(kept.length).toBeGreaterThan(1)
    expect(kept).toEqual(['one', ...kept.slice(1).map((_, n) => `late ${n}`)])
    expect((await journal.state('irc')).get('mark')).toBe(kept.length - 2)
    expect(last).toMatchObject({ seen: kept.length, kept: kept.length, unjournaled: 0 })
  })
})
