import {
  concatMap,
  delay,
  EMPTY,
  endWith,
  exhaustMap,
  filter,
  ignoreElements,
  interval,
  map,
  merge,
  mergeMap,
  NEVER,
  type Observable,
  Subject,
  switchMap,
  takeUntil,
  tap,
} from 'rxjs'
import { describe, expect, it, vi } from 'vitest'
import {
  Approval,
  ChatOutput,
  ChatSender,
  type Context,
  definePlugin,
  definePort,
  type Event,
  event,
  inOrder,
  LanguageModel,
  type NewEvent,
  NotReady,
  TitleTarget,
} from '../../../core/index.ts'
import type { Effect } from '../../../core/ports/gate.ts'
import { line, world } from '../supervisor/world.ts'

type Line = Event<'chat.message'>
type On = Context['on']
type Consume = Context['consume']
/** Sets a title: the text of the event it answers, so that a wrong cause shows. */
type Act = (text: string, cause?: Event) => Promise<unknown>

const bea = { id: '7', name: 'bea', displayName: 'Bea', roles: [] }
const turn = () => new Promise(resolve => setImmediate(resolve))

/** What an effect did for which event: the text it was given, and that of the event it is known to answer. */
type Answered = readonly [done: unknown, of: string | undefined]

type Setup = (
  on: On,
  act: Act,
  publish: (told: NewEvent) => void,
  consume: Consume,
) => Observable<unknown> | void

/** Takes titles, were there no gate before it. */
const farEnd = definePlugin({
  name: 'far-end',
  provides: [TitleTarget],
  setup: ({ provide }) => {
    const nobody = async () => expect.fail('a gate stands before it')
    provide(TitleTarget, { setTitle: nobody, getTitle: nobody })
  },
})

/** Emits once the plugin hears nothing more. */
const ended = (on: On) => on().pipe(ignoreElements(), endWith(undefined))

const nameOf = (told: Event | undefined) =>
  told?.type === 'chat.message' ? told.data.text : told?.type

/** A plugin that acts, a far end, and a simulator; the effects that would be done are written down. */
async function acting(setup: Setup) {
  const done: Answered[] = []
  const capture = ({ values, cause }: Effect) => {
    done.push([values[0], nameOf(cause)])
  }
  const actor = definePlugin({
    name: 'actor',
    needs: { title: TitleTarget },
    setup: ({ on, ports, consume }) => {
      const act: Act = (text, cause) => ports.title.setTitle(text, cause && { cause })
      const told = new Subject<NewEvent>()
      const acted = setup(on, act, one => told.next(one), consume) ?? EMPTY
      return merge(told.pipe(takeUntil(ended(on))), acted.pipe(ignoreElements()))
    },
  })
  const invented = new Subject<NewEvent>()
  const simulator = definePlugin({ name: 'simulator', invents: true, setup: () => invented })
  const made = await world([farEnd(), simulator(), actor()], { gate: { capture } })
  const tellAll = () => {
    made.tell(line('test', { test: true }), line('first'), line('second'))
    invented.next(line('made up'))
    made.tell(line('third'))
  }
  /** How often it is said of an event that it was simulated. */
  const heldBack = async (text: string) => {
    await made.runtime.flush()
    const found = await made.journal.find(`twitch:chat.message:${text}`)
    return (found?.notes ?? []).filter(note => note.text.includes('was simulated')).length
  }
  return { ...made, done, tellAll, heldBack }
}

const REAL = ['test', 'first', 'second', 'third']

describe('what an effect answers is known by itself', () => {
  const shown = (told: Line) => ({ shown: told.data.text })
  const later = async <T>(value: T) => {
    await turn()
    return value
  }
  it.each<[string, Setup]>([
    ['on with a function', (on, act) => on('chat.message', told => void act(told.data.text))],
    [
      'on with a function that waits first',
      (on, act) =>
        on('chat.message', async told => {
          await turn()
          await act(told.data.text)
        }),
    ],
    [
      'on with types, options and a function',
      (on, act) => on(['chat.message'], { recovered: true }, told => act(told.data.text)),
    ],
    [
      'on with a function for all events',
      (on, act) => on(told => (told.type === 'chat.message' ? act(told.data.text) : undefined)),
    ],
    ['inOrder', (on, act) => on('chat.message').pipe(inOrder(told => act(told.data.text)))],
    [
      'inOrder that waits first',
      (on, act) =>
        on('chat.message').pipe(
          inOrder(async told => {
            await turn()
            await act(told.data.text)
          }),
        ),
    ],
    [
      'inOrder of what inOrder made',
      (on, act) =>
        on('chat.message').pipe(
          inOrder(shown),
          inOrder(made => act(made.shown)),
        ),
    ],
    [
      'inOrder of what inOrder made later, by way of foreign operators',
      (on, act) =>
        on('chat.message').pipe(
          inOrder(async told => later(shown(told))),
          concatMap(later),
          delay(1),
          inOrder(made => act(made.shown)),
        ),
    ],
    [
      'inOrder behind foreign operators that pass the event on',
      (on, act) =>
        on('chat.message').pipe(
          filter(told => told.data.text !== ''),
          concatMap(later),
          mergeMap(later),
          inOrder(async told => {
            await turn()
            await act(told.data.text)
          }),
        ),
    ],
    [
      'what inOrder lets go of',
      (on, act) => {
        // Opened by the test's last event: until then all but the newest of those that wait are let go.
        let open: (value: unknown) => void = () => undefined
        const opened = new Promise(resolve => {
          open = resolve
        })
        const onDrop = (gone: unknown) => {
          void act((gone as Line).data.text)
          if ((gone as Line).data.text === 'made up') open(undefined)
        }
        const work = async (told: Line) => {
          await opened
          await act(told.data.text)
        }
        return on('chat.message').pipe(inOrder(work, { max: 1, onDrop }))
      },
    ],
  ])('%s', async (_, setup) => {
    const { tellAll, done, heldBack } = await acting(setup)
    tellAll()
    await vi.waitFor(() => expect(done).toHaveLength(REAL.length))
    expect([...done].sort()).toEqual(REAL.map(text => [text, text]).sort())
    // Nothing of it was done: it is known that its event was made up.
    expect(await heldBack('made up')).toBe(1)
    expect(await heldBack('first')).toBe(0)
  })
})

describe('what an effect answers is not guessed', () => {
  const slowly = (act: Act) => async (told: Line) => {
    await turn()
    await act(told.data.text)
    await turn()
    await act(told.data.text)
  }
  it.each<[string, Setup]>([
    ['concatMap', (on, act) => on('chat.message').pipe(concatMap(slowly(act)))],
    ['mergeMap', (on, act) => on('chat.message').pipe(mergeMap(slowly(act)))],
    ['mergeMap, two at a time', (on, act) => on('chat.message').pipe(mergeMap(slowly(act), 2))],
    ['switchMap', (on, act) => on('chat.message').pipe(switchMap(slowly(act)))],
    ['exhaustMap', (on, act) => on('chat.message').pipe(exhaustMap(slowly(act)))],
    ['tap', (on, act) => on('chat.message').pipe(tap(told => void act(told.data.text)))],
    [
      'inOrder, then concatMap',
      (on, act) =>
        on('chat.message').pipe(
          inOrder(async told => {
            await turn()
            return told
          }),
          concatMap(slowly(act)),
        ),
    ],
    [
      'inOrder that answers at once, then mergeMap',
      (on, act) =>
        on('chat.message').pipe(
          inOrder(told => told),
          mergeMap(slowly(act)),
        ),
    ],
    [
      'a foreign operator makes another value before inOrder',
      (on, act) =>
        on('chat.message').pipe(
          map(({ data }) => ({ shown: data.text })),
          inOrder(async ({ shown }) => act(shown)),
        ),
    ],
    [
      'inOrder made a text, which is of no event',
      (on, act) =>
        on('chat.message').pipe(
          inOrder(told => told.data.text),
          inOrder(act),
        ),
    ],
  ])('%s', async (_, setup) => {
    const { tellAll, done } = await acting(setup)
    tellAll()
    await vi.waitFor(() => expect(done.length).toBeGreaterThan(1))
    for (let turns = 0; turns < 20; turns++) await turn()
    expect(done.filter(([, of]) => of !== undefined)).toEqual([])
  })

  it('behind a foreign operator that is told, it is what it is told', async () => {
    const { tellAll, done, heldBack } = await acting((on, act) =>
      on('chat.message').pipe(concatMap(told => act(told.data.text, told))),
    )
    tellAll()
    await vi.waitFor(() => expect(done).toHaveLength(REAL.length))
    expect(done).toEqual(REAL.map(text => [text, text]))
    expect(await heldBack('made up')).toBe(1)
  })

  it('a cause that is given wins over the event at hand', async () => {
    let first: Event | undefined
    const { tell, done } = await acting((on, act) =>
      on('chat.message', told => {
        first ??= told
        return act(told.data.text, first)
      }),
    )
    tell(line('one'), line('two'))
    await vi.waitFor(() => expect(done).toHaveLength(2))
    expect(done).toEqual([
      ['one', 'one'],
      ['two', 'one'],
    ])
  })

  it('one value that was made of several events is of none', async () => {
    const shared = { shown: 'shared' }
    const { tell, done } = await acting((on, act) =>
      on('chat.message').pipe(
        inOrder(() => shared),
        delay(1),
        inOrder(({ shown }) => act(shown)),
      ),
    )
    tell(line('one'), line('two'))
    await vi.waitFor(() => expect(done).toHaveLength(2))
    expect(done).toEqual([
      ['shared', undefined],
      ['shared', undefined],
    ])
  })

  it('what a function left behind answers nothing once it has settled', async () => {
    const stop = new Subject<void>()
    const { tell, done } = await acting((on, act) => {
      on('chat.message', async told => {
        const timer = setInterval(() => void act(`timer of ${told.data.text}`), 1)
        stop.subscribe(() => clearInterval(timer))
        const ticks = interval(1).pipe(takeUntil(stop))
        ticks.pipe(concatMap(() => act(`pipe of ${told.data.text}`))).subscribe()
        void turn().then(() => act(`promise of ${told.data.text}`))
      })
    })
    tell(line('one'))
    const kinds = () => new Set(done.map(([text]) => String(text).split(' ')[0]))
    await vi.waitFor(() => expect(kinds()).toEqual(new Set(['timer', 'pipe', 'promise'])))
    stop.next()
    expect(done.filter(([, of]) => of !== undefined)).toEqual([])
  })

  it('an event told by a function at work on another is not answered for that one', async () => {
    const { tell, done } = await acting((on, act, publish) => {
      on('chat.message', async ({ data }) => {
        await turn()
        if (data.text === 'call') publish(line('echo'))
        await vi.waitFor(() => expect(done).toHaveLength(2))
      })
      return on('chat.message').pipe(concatMap(({ data }) => act(data.text)))
    })
    tell(line('call'))
    await vi.waitFor(() => expect(done).toHaveLength(2))
    expect(done).toEqual([
      ['call', undefined],
      ['echo', undefined],
    ])
  })

  it('a stream fed by a function at work passes through inOrder without that event', async () => {
    const lines = new Subject<Line>()
    const { tell, done } = await acting((on, act) => {
      on('chat.message', async told => {
        lines.next(told)
        await vi.waitFor(() => expect(done.length).toBeGreaterThan(1))
      })
      return lines.pipe(
        takeUntil(ended(on)),
        inOrder(async ({ data }) => act(data.text)),
        concatMap(() => act('behind it')),
      )
    })
    tell(line('one'))
    await vi.waitFor(() => expect(done).toHaveLength(2))
    expect(done).toEqual([
      ['one', 'one'],
      ['behind it', undefined],
    ])
  })

  it('a batch of a durable consumer is of no one event', async () => {
    const { tell, done } = await acting((_on, act, _publish, consume) => {
      consume({}, events => void act(events.length === 1 ? 'one' : 'several'))
    })
    tell(line('one'))
    await vi.waitFor(() => expect(done.length).toBeGreaterThan(0))
    expect(done.filter(([, of]) => of !== undefined)).toEqual([])
  })
})

describe('the event at hand', () => {
  it('is what a text said into a channel by name answers', async () => {
    const speaker = definePlugin({
      name: 'speaker',
      provides: [ChatSender],
      setup: ({ provide }) =>
        provide(ChatSender, {
          platforms: ['twitch'],
          account: () => ({ name: 'annbot' }),
          send: async () => ({ status: 'sent', confirmed: true }),
        }),
    })
    const greeter = definePlugin({
      name: 'greeter',
      needs: { chat: ChatOutput },
      setup: ({ on, ports }) => {
        const say = (text: string) => ports.chat.say(text, { platform: 'twitch', channel: 'ann' })
        on('channel.followed', () => void say('hello'))
        return on('channel.followed').pipe(concatMap(() => say('untold')))
      },
    })
    const { tell, of } = await world([speaker(), greeter()])
    const told = { key: 'f', platform: 'twitch', channel: 'ann', test: true } as const
    tell(event('channel.followed', { user: bea }, told))
    await vi.waitFor(() => expect(of('chat.sent')).toHaveLength(2))
    expect(of('chat.sent').find(({ data }) => data.text === 'hello')).toMatchObject({
      cause: 'twitch:channel.followed:f',
      test: true,
    })
    const untold = of('chat.sent').find(({ data }) => data.text === 'untold')
    expect([untold?.cause, untold?.test]).toEqual([undefined, undefined])
  })

  it('is what a question to the streamer and to a model answers', async () => {
    const asked: unknown[] = []
    const model = definePlugin({
      name: 'model',
      provides: [LanguageModel],
      setup: ({ provide }) =>
        provide(LanguageModel, {
          generate: async ({ cause, by }) => {
            asked.push([nameOf(cause), by])
            return { text: 'yes', model: 'fake' }
          },
        }),
    })
    const asker = definePlugin({
      name: 'asker',
      needs: { approval: Approval, model: LanguageModel },
      setup: ({ on, ports }) => {
        on('chat.message', async () => {
          await ports.model.generate({ prompt: 'well?' })
          void ports.approval.ask({ what: 'title', text: 'a title' })
        })
        return on('chat.message').pipe(
          concatMap(() => ports.model.generate({ prompt: 'untold' })),
          ignoreElements(),
        )
      },
    })
    const { tell, runtime } = await world([model(), asker()])
    tell(line('one'))
    await vi.waitFor(async () => expect((await runtime.status()).waiting).toHaveLength(1))
    expect((await runtime.status()).waiting).toMatchObject([{ cause: 'twitch:chat.message:one' }])
    expect(asked).toEqual([
      ['one', 'asker'],
      [undefined, 'asker'],
    ])
  })

  it('is remembered while a call waits for its provider', async () => {
    let starts = 0
    const causes: unknown[] = []
    const slow = definePlugin({
      name: 'slow',
      provides: [TitleTarget],
      setup: ({ provide }) => {
        if (starts++ === 0) throw new NotReady('not yet')
        provide(TitleTarget, {
          setTitle: async () => ({ isConfirmed: true }),
          getTitle: async () => '',
        })
      },
    })
    const actor = definePlugin({
      name: 'actor',
      needs: { title: TitleTarget },
      setup: ({ on, ports }) => on('chat.message', () => void ports.title.setTitle('late')),
    })
    const capture = ({ cause }: Effect) => {
      causes.push(nameOf(cause))
    }
    const { tell } = await world([slow(), actor()], { gate: { capture } })
    tell(line('one'))
    await vi.waitFor(() => expect(causes).toEqual(['one']), { timeout: 5_000 })
  })

  it('does not reach into the queue of a provider, which works on for others', async () => {
    interface Lamp {
      turn(color: string): Promise<void>
    }
    const Lamp = definePort<Lamp>('Lamp')
    // One worker for all calls, begun by the first.
    const lamp = definePlugin({
      name: 'lamp',
      needs: { title: TitleTarget },
      provides: [Lamp],
      setup: ({ ports, provide }) => {
        const waiting: (readonly [string, () => void])[] = []
        const work = async () => {
          for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
            await ports.title.setTitle(next[0])
            next[1]()
            waiting.shift()
          }
        }
        provide(Lamp, {
          turn: color =>
            new Promise(resolve => {
              if (waiting.push([color, resolve]) === 1) void work()
            }),
        })
      },
    })
    const actor = definePlugin({
      name: 'actor',
      needs: { lamp: Lamp },
      setup: ({ on, ports }) => {
        const both = () => Promise.all([ports.lamp.turn('red'), ports.lamp.turn('green')])
        on('chat.message', both)
        on('channel.followed', both)
      },
    })
    const causes: unknown[] = []
    const capture = ({ cause }: Effect) => {
      causes.push(nameOf(cause))
    }
    const { tell } = await world([farEnd(), lamp(), actor()], { gate: { capture } })
    tell(line('one'), event('channel.followed', { user: bea }))
    await vi.waitFor(() => expect(causes).toHaveLength(4))
    expect(causes).toEqual([undefined, undefined, undefined, undefined])
  })

  it('does not reach into the next run of a plugin that ended while at work', async () => {
    const causes: unknown[] = []
    let runs = 0
    const source = definePlugin({
      name: 'source',
      needs: { title: TitleTarget },
      setup: ({ link, on, ports }) => {
        runs += 1
        const connection = link()
        connection.connected()
        if (runs > 1) void ports.title.setTitle('connected again')
        on('chat.message', async () => {
          connection.lost('gone')
          await vi.waitFor(() => expect(causes).toHaveLength(1), { timeout: 5_000 })
        })
        return NEVER
      },
    })
    const capture = ({ cause }: Effect) => {
      causes.push(nameOf(cause))
    }
    const { tell } = await world([farEnd(), source()], { gate: { capture } })
    tell(line('one'))
    await vi.waitFor(() => expect(causes).toEqual([undefined]), { timeout: 5_000 })
  })
})
