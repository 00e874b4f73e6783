import { concatMap, Subject } from 'rxjs'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { attribute } from '../../../core/blame/attribute.ts'
import { inOrder } from '../../../core/bus/in-order.ts'
import { NotReady, PrometheanError } from '../../../core/errors.ts'
import type { Event, NewEvent } from '../../../core/events/event.ts'
import type { Link } from '../../../core/plugin/context.ts'
import { definePlugin } from '../../../core/plugin/define.ts'
import { many, type Need, type Port } from '../../../core/plugin/port.ts'
import { ChatSender } from '../../../core/plugin/ports/chat.ts'
import {
  Actions,
  Moderation,
  StreamControl,
  TitleTarget,
} from '../../../core/plugin/ports/effects.ts'
import { TwitchApi } from '../../../core/plugin/ports/platform-api.ts'
import { effectWords } from '../../../core/ports/effect-words.ts'
import type { Effect, EffectGate } from '../../../core/ports/gate.ts'
import { line, type World, world } from '../supervisor/world.ts'
import { turn } from './acting.ts'

type Call = (...values: readonly unknown[]) => Promise<unknown>

/** A far end for a port, whose every method does the same; connected until it is told otherwise. */
function farEnd(port: Port<unknown>, work: Call = async () => undefined) {
  const done: unknown[] = []
  const far: { link?: Link; connects: boolean } = { connects: true }
  const plugin = definePlugin({
    name: 'far',
    provides: [port],
    setup: ({ provide, link }) => {
      const mine = link()
      far.link = mine
      if (far.connects) mine.connected()
      const method =
        (name: string) =>
        async (...values: readonly unknown[]) => {
          done.push([name, ...values])
          return work(...values)
        }
      provide(port, Object.fromEntries(port.effects.map(name => [name, method(name)])))
    },
  })
  return { use: plugin(), done, far }
}

type Way = (call: () => Promise<unknown>) => unknown

/** Calls an effect for every line of chat, in some way, and counts the lines in its memory. */
function innocent(port: Port<unknown>, method: string, values: readonly unknown[]) {
  const lives: number[] = []
  let heard = 0
  const make = (way: 'handler' | 'listener' | 'concatMap' | 'timer' | 'setup') =>
    definePlugin({
      name: 'innocent',
      needs: { ports: many(port) },
      setup: ({ on, ports, defer }) => {
        lives.push(0)
        const call = (cause?: Event) => {
          heard += 1
          const [there] = ports.ports.values()
          const found = Reflect.get(Object(there), method) as Call
          return found(...values, ...(cause === undefined ? [] : [{ cause }]))
        }
        if (way === 'setup') void call()
        if (way === 'handler') return on('chat.message', told => void call(told))
        if (way === 'concatMap')
          return on('chat.message').pipe(concatMap(async told => void (await call(told))))
        const ways: Readonly<Record<string, Way>> = {
          listener: one => void one(),
          timer: one => {
            const timer = setTimeout(async () => void (await one()), 1)
            defer(() => clearTimeout(timer))
          },
          setup: () => undefined,
        }
        const heardBy = on('chat.message').subscribe(told => ways[way]?.(() => call(told)))
        defer(() => heardBy.unsubscribe())
        return undefined
      },
    })()
  return { make, lives, heard: () => heard }
}

/** As in a process of its own: what nobody caught is blamed on somebody. */
function blaming({ runtime }: World): void {
  onTestFinished(attribute(thrown => runtime.blame(thrown)))
}

const PORTS = [
  [StreamControl, 'scene', ['Scene B']],
  [Actions, 'run', ['Cheer', {}]],
  [Moderation, 'shoutout', ['bea']],
  [TitleTarget, 'setTitle', ['A title']],
  [TwitchApi, 'request', ['POST', 'clips', {}]],
  [ChatSender, 'send', ['Hello', { platform: 'twitch', channel: 'ann' }]],
] as const

it('what a slow listener lets go for want of room is counted, and told of the event that went', async () => {
  let done: () => void = () => undefined
  const busy = new Promise<void>(resolve => (done = resolve))
  const slow = definePlugin({
    name: 'slow',
    setup: ({ on }) => on('chat.message').pipe(inOrder(() => busy)),
  })()
  const place = await world([slow])
  place.tell(...Array.from({ length: 401 }, (_, count) => line(`line ${count}`)))
  await expect
    .poll(async () => (await place.runtime.status()).heldBack)
    .toEqual({ 'slow/queue_full': 300 })
  await place.runtime.flush()
  const notesOf = async (text: string) =>
    (await place.journal.find(`twitch:chat.message:${text}`))?.notes.map(note => note.text)
  expect(await notesOf('line 1')).toEqual(['skipped, too many events are already waiting'])
  expect(await notesOf('line 301')).toEqual([])
  done()
})

describe('what is muted', () => {
  describe.each(PORTS)('of %o', (token, method, values) => {
    const port: Port<unknown> = token
    it.each(['handler', 'listener', 'concatMap', 'timer'] as const)(
      'is an answer, never a failure of whoever called it in a %s',
      async way => {
        const { use, done } = farEnd(port)
        const { make, lives, heard } = innocent(port, method, values)
        const place = await world([use, make(way)])
        blaming(place)
        await place.runtime.muting.mute()
        place.tell(line('one'), line('two'), line('three'))
        await expect.poll(heard).toBe(3)
        await expect
          .poll(async () => (await place.runtime.status()).heldBack)
          .toEqual({ 'innocent/muted': 3 })
        const innocents = (await place.runtime.status()).plugins.find(({ id }) => id === 'innocent')
        expect(innocents).toMatchObject({ state: 'ready' })
        expect(innocents?.failures).toBeUndefined()
        expect([done, lives.length]).toEqual([[], 1])
        expect(place.of('plugin.failed')).toEqual([])
        const sentence = `did not ${effectWords({ port: port.name, method })}: everything is muted`
        const advice = 'promethean unmute allows it again'
        expect(place.said('innocent', 'warn')).toEqual([`${sentence}; ${advice}`])
        await place.runtime.flush()
        const { notes } = (await place.journal.find('twitch:chat.message:two')) ?? {}
        // Agents read it, and are not told how to undo a mute.
        expect(notes?.map(({ text }) => text)).toEqual([sentence])
      },
    )
  })

  it('and asked for in a setup is held back at the switch', async () => {
    const { use, done } = farEnd(StreamControl)
    const { make, lives } = innocent(StreamControl, 'scene', ['Scene B'])
    const place = await world([use])
    blaming(place)
    await place.runtime.muting.mute()
    await place.reload([use, make('setup')])
    await expect
      .poll(async () => (await place.runtime.status()).heldBack)
      .toEqual({ 'innocent/muted': 1 })
    expect([place.state('innocent'), lives.length, done]).toEqual(['ready', 1, []])
  })
})

describe('an effect nobody is there for', () => {
  it('is an answer once its provider has not come within five seconds', async () => {
    const { use, far } = farEnd(StreamControl)
    const answers: unknown[] = []
    const asking = definePlugin({
      name: 'asking',
      needs: { control: StreamControl },
      setup: ({ on, ports }) =>
        on('chat.message').pipe(
          concatMap(
            async told => void answers.push(await ports.control.scene('B', { cause: told })),
          ),
        ),
    })()
    const place = await world([use, asking])
    blaming(place)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    far.connects = false
    vi.spyOn(Math, 'random').mockReturnValue(1)
    // Lost again and again: it waits longer than any call does.
    for (let times = 0; times < 4; times++) {
      far.link?.lost('OBS was closed')
      if (times < 3) await vi.advanceTimersByTimeAsync(10_000)
    }
    place.tell(line('one'))
    await vi.advanceTimersByTimeAsync(5_000)
    expect(answers).toEqual([
      {
        ...{ done: false, reason: 'absent' },
        message: 'did not switch the scene: far is stopped or not connected; see promethean status',
      },
    ])
    expect(place.state('asking')).toBe('ready')
    expect((await place.runtime.status()).heldBack).toEqual({ 'asking/absent': 1 })
  })

  it('is an answer too where its provider runs and is not connected', async () => {
    const { use, far } = farEnd(StreamControl, async () => {
      throw new NotReady('cannot switch to the scene B: OBS is not connected')
    })
    far.connects = false
    const { make, lives } = innocent(StreamControl, 'scene', ['Scene B'])
    const place = await world([use, make('concatMap')])
    place.tell(line('one'), line('two'))
    await expect
      .poll(async () => (await place.runtime.status()).heldBack)
      .toEqual({ 'innocent/absent': 2 })
    expect([place.state('innocent'), lives.length]).toEqual(['ready', 1])
    expect(place.said('innocent', 'warn')).toEqual([
      'cannot switch to the scene B: OBS is not connected',
    ])
  })
})

describe('an effect that is not to be done anyway waits for no provider', () => {
  /** Its provider is away; the clock stands still, so whoever waits for it gets no answer. */
  async function away(told: 'made up' | 'real', port: Port<unknown>, settings: Away) {
    const { method, values, gate, need = port } = settings
    const answers: unknown[] = []
    const invented = new Subject<NewEvent>()
    const simulator = definePlugin({ name: 'simulator', invents: true, setup: () => invented })()
    const { use, far } = farEnd(port)
    const asking = definePlugin({
      name: 'asking',
      needs: { there: need },
      setup: ({ on, ports }) => {
        const found: unknown = ports.there
        const call: Call = Reflect.get(
          Object(found instanceof Map ? found.get('far') : found),
          method,
        )
        on('chat.message', async () => void answers.push(await call(...values)))
      },
    })()
    const place = await world([use, simulator, asking], gate && { gate })
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    far.connects = false
    far.link?.lost('OBS was closed')
    await vi.advanceTimersByTimeAsync(0)
    const tell = async () => {
      for (const text of ['one', 'two', 'three'])
        if (told === 'made up') invented.next(line(text))
        else place.tell(line(text))
      // No poll: it would move the clock.
      for (let turns = 0; turns < 200 && answers.length < 3; turns++) await turn()
    }
    return { place, answers, tell }
  }

  interface Away {
    readonly method: string
    readonly values: readonly unknown[]
    readonly gate?: EffectGate
    readonly need?: Need
  }

  describe.each(PORTS)('%o', (token, method, values) => {
    const port: Port<unknown> = token

    it.each([
      ['one provider', port],
      ['many providers', many(port)],
    ])('because the event it answers was simulated: %s', async (_of, need) => {
      const { place, answers, tell } = await away('made up', port, { method, values, need })
      await tell()
      const message = `did not ${effectWords({ port: port.name, method })}: the event it answers was simulated`
      expect(answers).toEqual(Array(3).fill({ done: false, reason: 'made_up', message }))
      expect((await place.runtime.status()).heldBack).toEqual({})
      expect(place.said('asking', 'warn')).toEqual([])
    })

    it('because the run is dry, which records it once', async () => {
      const captured: Effect[] = []
      const gate = { capture: (effect: Effect) => void captured.push(effect) }
      const { place, answers, tell } = await away('real', port, { method, values, gate })
      await tell()
      expect(answers).toMatchObject(Array(3).fill({ done: false, reason: 'dry' }))
      expect(captured.map(({ plugin, via }) => [plugin, via])).toEqual(
        Array(3).fill(['asking', 'far']),
      )
      expect((await place.runtime.status()).heldBack).toEqual({})
    })
  })

  it('because the plugin that would do it is muted', async () => {
    const settings = { method: 'scene', values: ['Scene B'] }
    const { place, answers, tell } = await away('real', StreamControl, settings)
    await place.runtime.muting.mute('far')
    await tell()
    expect(answers).toMatchObject(Array(3).fill({ done: false, reason: 'muted' }))
  })

  it('but one that its own simulator would do waits for it', async () => {
    const invented = new Subject<NewEvent>()
    const answers: unknown[] = []
    const done: string[] = []
    const own: { link?: Link } = {}
    let hasGone: () => void = () => undefined
    const lost = new Promise<void>(resolve => (hasGone = resolve))
    const simulator = definePlugin({
      name: 'simulator',
      invents: true,
      provides: [StreamControl],
      setup: ({ provide, link }) => {
        own.link = link()
        own.link.connected()
        const nothing = async () => {}
        const scene = async (name: string) => void done.push(name)
        provide(StreamControl, {
          scene,
          start: nothing,
          stop: nothing,
          show: nothing,
          text: nothing,
        })
        return invented
      },
    })()
    const asking = definePlugin({
      name: 'asking',
      needs: { control: StreamControl },
      setup: ({ on, ports }) =>
        on('chat.message', async () => {
          await lost
          answers.push(await ports.control.scene('B'))
        }),
    })()
    await world([simulator, asking])
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    invented.next(line('one'))
    own.link?.lost('it was closed')
    hasGone()
    await vi.advanceTimersByTimeAsync(5_000)
    expect([answers, done]).toEqual([[{ done: true }], ['B']])
  })
})

describe('an effect the far end refuses', () => {
  const refusing = () =>
    farEnd(StreamControl, async () => {
      throw new PrometheanError('refused', 'cannot switch to the scene B: OBS has no such scene')
    })

  it('rejects where it is waited for', async () => {
    const answers: unknown[] = []
    const asking = definePlugin({
      name: 'asking',
      needs: { control: StreamControl },
      setup: ({ on, ports }) =>
        on('chat.message').pipe(
          concatMap(async () => {
            answers.push(await ports.control.scene('B').catch((failure: Error) => failure.message))
          }),
        ),
    })()
    const place = await world([refusing().use, asking])
    place.tell(line('one'))
    await expect
      .poll(() => answers)
      .toEqual(['cannot switch to the scene B: OBS has no such scene'])
  })

  it('is told where nobody waited for it, and neither its caller nor its provider is restarted', async () => {
    const { use } = refusing()
    const { make, lives } = innocent(StreamControl, 'scene', ['Scene B'])
    const place = await world([use, make('listener')])
    blaming(place)
    place.tell(line('one'), line('two'))
    await expect
      .poll(async () => (await place.runtime.status()).heldBack)
      .toEqual({ 'innocent/failed': 2 })
    expect(place.said('innocent', 'warn')).toEqual([
      'could not switch the scene, and nothing awaited the result: cannot switch to the scene B: OBS has no such scene',
    ])
    expect([place.state('innocent'), place.state('far'), lives.length]).toEqual([
      'ready',
      'connected',
      1,
    ])
    expect(place.of('plugin.failed')).toEqual([])
  })
})
