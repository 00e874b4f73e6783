import { EMPTY, from, ignoreElements, interval, mergeMap, Observable, tap } from 'rxjs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AccessTokens } from '../../../core/access/tokens.ts'
import { inOrder } from '../../../core/bus/in-order.ts'
import { checkConfig } from '../../../core/config/check/check.ts'
import { PluginFailure } from '../../../core/errors.ts'
import { type Event, event } from '../../../core/events/event.ts'
import type { Journal, JournalEntry } from '../../../core/journal/port.ts'
import { openMemoryJournal } from '../../../core/journal/sqlite/journal.ts'
import { InstanceOperations } from '../../../core/operations/instance-operations.ts'
import { definePlugin, type PluginUse } from '../../../core/plugin/define.ts'
import { Embeddings } from '../../../core/plugin/embeddings/port.ts'
import type { Outcome } from '../../../core/plugin/outcome.ts'
import { definePort, type Needs, optional, type Port } from '../../../core/plugin/port.ts'
import { ChatOutput, ChatSender } from '../../../core/plugin/ports/chat.ts'
import { Actions, type EffectOptions, TitleTarget } from '../../../core/plugin/ports/effects.ts'
import { LanguageModel } from '../../../core/plugin/ports/language-model.ts'
import { MemoryIndex } from '../../../core/plugin/ports/memory.ts'
import { TwitchApi } from '../../../core/plugin/ports/platform-api.ts'
import { EventHistory, Streamer, StreamState } from '../../../core/plugin/ports/runtime.ts'
import { drop, keep } from '../../../core/plugin/verdict.ts'
import { type Done, differenceOf } from '../../../core/replay/effects-compared.ts'
import { type ReplaySettings, replay } from '../../../core/replay/replay.ts'
import { DROPPED, KEPT, line, START } from '../journal/entries.ts'

let journal: Journal
beforeEach(async () => {
  journal = await openMemoryJournal()
})
afterEach(() => journal.close())

const MINUTE = 60_000
const at = (ms: number) => ({ received: new Date(START + ms), time: new Date(START + ms) })

/** A line so many minutes after the start. */
function said(minutes: number, text: string, more: Parameters<typeof line>[1] = {}): JournalEntry {
  return line(minutes, { text, ...at(minutes * MINUTE), ...more })
}

function told(type: string, minutes: number, more: Partial<Event> = {}): JournalEntry {
  const { event } = line(minutes)
  // Of the type and data it is given, for this test alone.
  const made = {
    ...event,
    id: `x:${type}:${minutes}`,
    type,
    data: {},
    ...at(minutes * MINUTE),
    ...more,
  }
  return { event: made as Event, verdict: KEPT }
}

async function replayed(
  plugins: readonly PluginUse[],
  entries: readonly JournalEntry[],
  settings: Partial<ReplaySettings> = {},
) {
  await journal.append(entries)
  const { config, problems } = await checkConfig({ streamer: { twitch: 'ann' }, plugins })
  if (config === undefined) throw new Error(JSON.stringify(problems))
  const dones: Done[] = []
  const before = Date.now()
  const outcome = await replay({
    config,
    journal,
    from: new Date(START),
    until: new Date(START + 24 * 60 * MINUTE),
    onDone: done => dones.push(done),
    write: () => undefined,
    ...settings,
  })
  // The process has its own clock again.
  expect(Date.now() - before).toBeLessThan(60_000)
  // Told at once, when what began it is not looked up yet.
  const effect = ({ cause: _own, ...done }: Done) => done
  expect(outcome.now.map(effect)).toEqual(dones.map(effect))
  return outcome
}

/** Stands for a source that also speaks: in a replay its setup is never run. */
const speaker = definePlugin({
  name: 'twitch-irc',
  provides: [ChatSender],
  setup: () => {
    throw new Error('a replay must not connect')
  },
})

/** Answers `!hi` once in five minutes. */
const greeter = definePlugin({
  name: 'greeter',
  needs: { chat: ChatOutput },
  setup: ({ on, ports }) => {
    let last = Number.NEGATIVE_INFINITY
    return on('chat.message').pipe(
      mergeMap(event => {
        if (event.data.text !== '!hi' || Date.now() - last < 5 * MINUTE) return EMPTY
        last = Date.now()
        return from(ports.chat.say(`hi ${event.data.user.name}`, { to: event }))
      }, 1),
    )
  },
})

describe('a replay', () => {
  it('tells what the behaviours of today would have said, on the clock of then', async () => {
    const { now, events } = await replayed(
      [speaker(), greeter()],
      [said(1, '!hi'), said(3, '!hi'), said(7, '!hi'), said(8, 'hello')],
    )
    expect(events).toBe(4)
    expect(now.map(({ at: when, text, cause }) => [when.getTime() - START, text, cause])).toEqual([
      [1 * MINUTE, 'hi ann', 'twitch:chat.message:1'],
      [7 * MINUTE, 'hi ann', 'twitch:chat.message:7'],
    ])
    expect(now[0]).toMatchObject({
      plugin: 'greeter',
      what: 'ChatSender.send',
      platform: 'twitch',
      channel: 'ann',
    })
  })

  it('never shows a secret, not inside what an effect is called with either', async () => {
    const secrets = ['hunter2hunter2']
    const leak = definePlugin({
      name: 'leak',
      needs: { chat: ChatOutput, actions: Actions },
      setup: ({ on, ports }) =>
        on('chat.message').pipe(
          inOrder(async event => {
            await ports.actions.run('Note', { url: `http://h/?key=${secrets[0]}` })
            await ports.chat.say(`it is ${secrets[0]}`, { to: event })
          }),
        ),
    })
    const far = definePlugin({ name: 'far', provides: [Actions], setup: () => undefined })
    const uses = [speaker(), far(), leak()]
    const { now } = await replayed(uses, [said(1, 'hello')], { secrets })
    expect(now.map(({ what, text, values }) => [what, text, values])).toEqual([
      ['Actions.run', 'Note', [{ url: 'http://h/?key=[redacted]' }]],
    ])
  })

  it('clears timers that were set before it began, and says nothing of them', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const fired: string[] = []
    const timer = setTimeout(() => fired.push('fired'), 0)
    const clear = definePlugin({ name: 'clear', setup: () => clearTimeout(timer) })
    await replayed([clear()], [])
    await new Promise(resolve => setTimeout(resolve, 0))
    expect(fired).toEqual([])
    expect(warned).not.toHaveBeenCalled()
    warned.mockRestore()
  })

  it('goes on where a timer of a plugin throws; that plugin is named', async () => {
    const logged: string[] = []
    const stray = definePlugin({
      name: 'stray',
      setup: ({ on }) =>
        on('chat.message').pipe(
          tap(() => {
            setTimeout(() => {
              throw new PluginFailure('it broke', { plugin: 'stray' })
            }, 1_000)
          }),
          ignoreElements(),
        ),
    })
    const write: ReplaySettings['write'] = ({ level, plugin, message }) =>
      logged.push(`${level} ${plugin}: ${message}`)
    const { now } = await replayed(
      [speaker(), stray(), greeter()],
      [said(1, '!hi'), said(7, '!hi')],
      { write },
    )
    expect(now).toHaveLength(2)
    expect(logged).toContain('warn stray: it broke')
  })

  it('runs neither sources nor sinks', async () => {
    const begun: string[] = []
    const source = definePlugin({
      name: 'source',
      setup: ({ link }) => {
        link()
        return new Observable(() => void begun.push('source'))
      },
    })
    const sink = definePlugin({
      name: 'sink',
      setup: ({ consume }) => {
        consume({}, () => void begun.push('sink'))
        begun.push('sink connects')
      },
    })
    const { leftOut } = await replayed([source(), sink(), greeter()], [said(1, 'hello')])
    expect(begun).toEqual([])
    expect(leftOut).toEqual(['source', 'sink'])
  })

  it('leaves out what must never run twice, and what serves the running instance', async () => {
    const begun: string[] = []
    const begins = (name: string, more: { exclusive?: true; needs?: Needs } = {}) =>
      definePlugin({ name, ...more, setup: () => void begun.push(name) })()
    const { leftOut } = await replayed(
      [
        begins('server', { exclusive: true }),
        begins('desk', { needs: { operations: InstanceOperations } }),
        begins('door', { needs: { access: AccessTokens } }),
        begins('perhaps', { needs: { operations: optional(InstanceOperations) } }),
        begins('reader', { needs: { history: EventHistory } }),
      ],
      [said(1, 'hello')],
    )
    expect(begun).toEqual(['perhaps', 'reader'])
    expect(leftOut).toEqual(['server', 'desk', 'door'])
  })

  it('leaves out who offers a port that reaches outside, whoever named it, and runs who offers another', async () => {
    interface Lamp {
      color(): Promise<string>
      watts(): Promise<number | undefined>
      turn(color: string, options?: EffectOptions): Promise<Outcome<boolean>>
    }
    const lampPort = (name: string, outside: boolean) =>
      definePort<Lamp>(name, { outside, effects: { turn: true }, captured: { color: 'red' } })
    const Bulb = lampPort('Bulb', true)
    const Sketch = lampPort('Sketch', false)
    const begun: string[] = []
    const lamp = (name: string, port: Port<Lamp>) =>
      definePlugin({
        name,
        provides: [port],
        setup: ({ provide }) => {
          begun.push(name)
          const turn = async () => Promise.reject(new Error('a replay must turn nothing'))
          provide(port, { color: async () => 'blue', watts: async () => 9, turn })
        },
      })()
    const results: unknown[] = []
    const painter = definePlugin({
      name: 'painter',
      needs: { bulb: Bulb, sketch: Sketch },
      setup: ({ on, ports: { bulb, sketch } }) =>
        on('chat.message').pipe(
          inOrder(async cause => {
            for (const one of [bulb, sketch]) {
              results.push([await one.color(), await one.watts(), await one.turn('red', { cause })])
            }
          }),
          ignoreElements(),
        ),
    })
    const { leftOut, now } = await replayed(
      [lamp('bulb', Bulb), lamp('sketch', Sketch), painter()],
      [said(1, 'red')],
    )
    expect([begun, leftOut]).toEqual([['sketch'], ['bulb']])
    const dry = (port: string) => ({
      ...{ done: false, reason: 'dry' },
      message: `did not call ${port}.turn: in a dry run or a replay it is only recorded`,
    })
    expect(results).toEqual([
      ['red', undefined, dry('Bulb')],
      ['blue', 9, dry('Sketch')],
    ])
    expect(now.map(({ what }) => what)).toEqual(['Bulb.turn', 'Sketch.turn'])
  })

  it('lets timers go with the events, and none after them', async () => {
    const timer = definePlugin({
      name: 'timer',
      needs: { chat: ChatOutput },
      setup: ({ ports }) =>
        interval(10 * MINUTE).pipe(
          inOrder(() => ports.chat.say('drink water', { platform: 'twitch', channel: 'ann' })),
        ),
    })
    const { now } = await replayed([speaker(), timer()], [said(0, 'first'), said(35, 'last')])
    expect(now.map(({ at: when }) => Math.round((when.getTime() - START) / MINUTE))).toEqual([
      10, 20, 30,
    ])
  })

  it('asks the filters of today, and what was dropped then is heard where they keep it', async () => {
    const gate = definePlugin({
      name: 'gate',
      setup: ({ filter }) =>
        filter('chat.message', ({ data }) => (data.text.startsWith('bad') ? drop('bad') : keep())),
    })
    const echo = definePlugin({
      name: 'echo',
      needs: { chat: ChatOutput },
      setup: ({ on, ports }) =>
        on('chat.message').pipe(inOrder(event => ports.chat.say(event.data.text, { to: event }))),
    })
    const { now } = await replayed(
      [speaker(), gate(), echo()],
      [said(1, 'bad'), said(2, 'good', { verdict: DROPPED }), said(3, 'fine', { test: true })],
    )
    expect(now.map(({ text }) => text)).toEqual(['good'])
  })

  it('lets what the runtime and the behaviours said then be said anew', async () => {
    const { now, then, events } = await replayed(
      [speaker(), greeter()],
      [
        said(1, '!hi'),
        told('chat.sent', 1.1, {
          source: 'promethean',
          cause: 'twitch:chat.message:1',
          data: { text: 'hello ann', via: 'twitch-irc', confirmed: true, plugin: 'greeter' },
        } as Partial<Event>),
        told('mood.set', 2, { source: 'greeter', data: { mood: 'glad' } } as Partial<Event>),
      ],
    )
    expect(events).toBe(1)
    expect(then).toMatchObject([{ plugin: 'greeter', what: 'ChatSender.send', text: 'hello ann' }])
    expect(now).toMatchObject([{ text: 'hi ann' }])
  })

  it('pairs what answers a plugin’s own event by what began it', async () => {
    const game = definePlugin({
      name: 'game',
      setup: ({ on }) =>
        on('chat.message').pipe(
          mergeMap(({ id, platform, channel }) => [
            event('mood.set', { mood: 'won' }, { cause: id, platform, channel }),
          ]),
        ),
    })
    const cheerer = definePlugin({
      name: 'cheerer',
      needs: { chat: ChatOutput },
      setup: ({ on, ports }) =>
        on('mood.set').pipe(inOrder(told => ports.chat.say(told.data.mood, { to: told }))),
    })
    const cause = 'twitch:chat.message:1'
    const data = { text: 'won', via: 'twitch-irc', confirmed: true, plugin: 'cheerer' }
    const sent = { source: 'promethean', platform: 'twitch', channel: 'ann', data }
    const { now, then } = await replayed(
      [speaker(), game(), cheerer()],
      [
        said(1, 'bingo'),
        told('mood.set', 1.1, { id: 'a', source: 'game', cause, data: { mood: 'won' } } as never),
        told('chat.sent', 1.2, { ...sent, cause: 'a' } as never),
      ],
    )
    expect(now).toMatchObject([{ text: 'won', cause }])
    expect(differenceOf(then, now)).toEqual({ missing: [], added: [] })
  })

  it('knows the streamer’s accounts by what the config names, and by who said something where', async () => {
    const known: unknown[] = []
    const asker = definePlugin({
      name: 'asker',
      needs: { streamer: Streamer },
      setup: ({ on, ports }) =>
        on('chat.message').pipe(
          tap(() => {
            for (const platform of ['twitch', 'youtube', 'kick'])
              known.push(ports.streamer.accounts(platform).map(({ name }) => name))
          }),
          ignoreElements(),
        ),
    })
    const who = { via: 'twitch-irc', account: 'Ann Lee', plugin: 'bot' }
    const data = { text: 'hi', confirmed: true, ...who }
    const sent = { source: 'promethean', platform: 'youtube', channel: 'UC1', data }
    await replayed(
      [speaker(), asker()],
      [
        told('stream.online', 0.5, { source: 'kick-source', platform: 'kick', channel: 'ann' }),
        said(1, 'hello'),
        told('chat.sent', 1.1, sent as never),
      ],
    )
    expect(known).toEqual([['ann'], ['UC1', 'Ann Lee'], []])
  })

  it('knows that it is live where it begins in the middle of a stream', async () => {
    const session = '2026-11-23T18:00Z'
    await journal.append([
      told('stream.online', -30, { platform: 'twitch', channel: 'ann', session }),
    ])
    const live: boolean[] = []
    const watcher = definePlugin({
      name: 'watcher',
      needs: { stream: StreamState },
      setup: ({ on, ports }) =>
        on('chat.message').pipe(
          mergeMap(() => {
            live.push(ports.stream.isLive('ann'))
            return EMPTY
          }),
        ),
    })
    await replayed([watcher()], [said(1, 'hello')])
    expect(live).toEqual([true])
  })

  it('has models say what they said then, and a stand-in where the record has nothing', async () => {
    const asker = definePlugin({
      name: 'asker',
      needs: { chat: ChatOutput, model: LanguageModel },
      setup: ({ on, ports }) =>
        on('chat.message').pipe(
          inOrder(async event => {
            const { text } = await ports.model.generate({ prompt: 'say something', cause: event })
            return ports.chat.say(text, { to: event })
          }),
        ),
    })
    const model = definePlugin({
      name: 'language-model',
      provides: [LanguageModel],
      setup: () => {
        throw new Error('a replay must not ask a model')
      },
    })
    const { now } = await replayed(
      [speaker(), model(), asker()],
      [
        said(1, 'one'),
        told('llm.answered', 1.1, {
          source: 'language-model',
          cause: 'twitch:chat.message:1',
          data: { prompt: 'say something', answer: 'something', model: 'llama', latencyMs: 1 },
        } as Partial<Event>),
        said(2, 'two'),
      ],
    )
    expect(now.map(({ text }) => text)).toEqual(['something', 'an answer that was not recorded'])
  })

  it('writes down what would change Twitch, and has no answer to what would only read', async () => {
    const results: unknown[] = []
    const clipper = definePlugin({
      name: 'clipper',
      needs: { twitch: TwitchApi },
      setup: ({ on, ports }) =>
        on('chat.message').pipe(
          inOrder(async event => {
            const read = ports.twitch.request('GET', 'users')
            results.push(await read.catch((failure: Error) => failure.message))
            const query = { broadcaster_id: '7' }
            results.push(await ports.twitch.request('POST', 'clips', { query }, { cause: event }))
          }),
          ignoreElements(),
        ),
    })
    const twitch = definePlugin({
      name: 'twitch',
      provides: [TwitchApi],
      setup: () => {
        throw new Error('a replay must not ask Twitch')
      },
    })
    const { now } = await replayed([clipper(), twitch()], [said(1, 'one')])
    expect(results).toEqual([
      expect.stringContaining('cannot ask Twitch for GET users in a replay'),
      {
        ...{ done: false, reason: 'dry' },
        message: 'did not send the request to Twitch: in a dry run or a replay it is only recorded',
      },
    ])
    expect(now).toMatchObject([
      {
        what: 'TwitchApi.request',
        text: 'POST',
        values: ['clips', { query: { broadcaster_id: '7' } }],
      },
    ])
  })

  it('has no vectors, because they were not recorded', async () => {
    const results: unknown[] = []
    const reader = definePlugin({
      name: 'reader',
      needs: { embeddings: Embeddings },
      setup: ({ on, ports }) =>
        on('chat.message').pipe(
          inOrder(async ({ data }) => {
            const answer = ports.embeddings.embed([data.text], 'passage')
            results.push(await answer.catch((failure: Error) => failure.message))
          }),
          ignoreElements(),
        ),
    })
    const model = definePlugin({
      name: 'model',
      provides: [Embeddings],
      setup: () => {
        throw new Error('a replay must not ask a model')
      },
    })
    await replayed([reader(), model()], [said(1, 'one')])
    expect(results).toEqual([
      'cannot embed texts in a replay: their vectors were not recorded; handle this rejection and continue without them',
    ])
  })

  it('does not search by meaning: the index is left out, and holds what was said since, too', async () => {
    const results: unknown[] = []
    const reader = definePlugin({
      name: 'reader',
      needs: { index: MemoryIndex },
      setup: ({ on, ports }) =>
        on('chat.message').pipe(
          inOrder(async ({ data }) => {
            const answer = ports.index.nearest(data.text, { limit: 1 })
            results.push(await answer.catch((failure: Error) => failure.message))
          }),
          ignoreElements(),
        ),
    })
    const index = definePlugin({
      name: 'index',
      provides: [MemoryIndex],
      exclusive: true,
      setup: () => {
        throw new Error('a replay must not open it')
      },
    })
    await replayed([reader(), index()], [said(1, 'one')])
    expect(results).toEqual([
      'cannot search by meaning in a replay: the index holds what was said since, too; handle this rejection and continue without what it would find',
    ])
  })

  it('gives history up to the moment of the clock, and captures every other effect', async () => {
    const counts: number[] = []
    const titler = definePlugin({
      name: 'titler',
      needs: { history: EventHistory, target: optional(TitleTarget) },
      setup: ({ on, ports }) =>
        on('chat.message').pipe(
          inOrder(async event => {
            counts.push((await ports.history.query({ types: ['chat.message'] })).length)
            await ports.target?.setTitle(event.data.text, { cause: event })
          }),
          ignoreElements(),
        ),
    })
    const target = definePlugin({
      name: 'target',
      provides: [TitleTarget],
      setup: () => {
        throw new Error('a replay must not set a title')
      },
    })
    const { now } = await replayed(
      [titler(), target()],
      [said(1, 'one'), said(2, 'two'), said(3, 'three')],
    )
    expect(counts).toEqual([0, 1, 2])
    expect(now.map(({ what, text }) => [what, text])).toEqual([
      ['TitleTarget.setTitle', 'one'],
      ['TitleTarget.setTitle', 'two'],
      ['TitleTarget.setTitle', 'three'],
    ])
  })
})

describe('made-up events', () => {
  const inventor = definePlugin({
    name: 'inventor',
    invents: true,
    provides: [ChatSender],
    setup: () => {
      throw new Error('a replay must not invent')
    },
  })
  const inCastle = { test: true, source: 'inventor', channel: 'castle' } as const
  const past = [
    said(1, '!hi', { ...inCastle, user: 'bea' }),
    said(2, '!hi', { test: true, source: 'promethean', user: 'cal' }),
    told('chat.sent', 2, { test: true, source: 'promethean', cause: 'twitch:chat.message:2' }),
    said(9, '!hi', { user: 'dan' }),
  ]

  it('are left out, and counted', async () => {
    const { now, events, madeUp } = await replayed([inventor(), speaker(), greeter()], past)
    expect([events, madeUp]).toEqual([1, 2])
    expect(now.map(({ text }) => text)).toEqual(['hi dan'])
  })

  it('are taken on asking, those fired by hand too, and what answers them is captured', async () => {
    const tests = { tests: true }
    const plugins = [inventor(), speaker(), greeter()]
    const { now, events, madeUp } = await replayed(plugins, past, tests)
    expect([events, madeUp]).toEqual([3, 0])
    expect(now.map(({ text, channel }) => [text, channel])).toEqual([
      ['hi bea', 'castle'],
      ['hi dan', 'ann'],
    ])
  })

  it('happen in chats that are the own ones, as they did then', async () => {
    const names: unknown[] = []
    const asker = definePlugin({
      name: 'asker',
      needs: { streamer: Streamer },
      setup: ({ on, ports }) =>
        on('chat.message').pipe(
          tap(() => names.push(ports.streamer.accounts('twitch').map(({ name }) => name))),
          ignoreElements(),
        ),
    })
    await replayed([inventor(), asker()], past, { tests: true })
    expect(names[0]).toEqual(['ann', 'castle'])
  })
})

it('a setup that waits for a timer is refused with a sentence', async () => {
  const waiting = definePlugin({
    name: 'waiting',
    setup: () => new Promise<void>(resolve => setTimeout(resolve, 1_000)),
  })
  await expect(replayed([waiting()], [said(1, 'one')], { setupMs: 200 })).rejects.toThrow(
    /^cannot replay: a setup did not return within 0.2 s; in a replay time stands still/,
  )
})

describe('what differs', () => {
  const done = (text: string, more: Partial<Done> = {}): Done => ({
    at: new Date(START),
    plugin: 'greeter',
    what: 'ChatSender.send',
    platform: 'twitch',
    channel: 'ann',
    text,
    cause: 'x',
    ...more,
  })

  it('is what only one of both lives did, counted one to one', () => {
    const { missing, added } = differenceOf(
      [done('a'), done('a'), done('b', { at: new Date(0), plugin: 'renamed' })],
      [done('a'), done('b'), done('c')],
    )
    expect(missing).toEqual([done('a')])
    expect(added).toEqual([done('c')])
  })

  it('counts no effects the journal cannot tell of', () => {
    expect(differenceOf([], [done('x', { what: 'StreamControl.scene' })]).added).toEqual([])
    expect(differenceOf([], [done('x', { what: 'TitleTarget.setTitle' })]).added).toHaveLength(1)
  })
})
