import {
  concatMap,
  delay,
  exhaustMap,
  filter,
  interval,
  map,
  mergeMap,
  Subject,
  switchMap,
  takeUntil,
  tap,
} from 'rxjs'
import { describe, expect, it, vi } from 'vitest'
import { type Event, inOrder } from '../../../core/index.ts'
import { line } from '../supervisor/world.ts'
import { type Act, acting, ended, type Line, type Setup, turn } from './acting.ts'

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

  it('what only looks like an event is none', async () => {
    const { tell, done } = await acting((on, act) =>
      on('chat.message').pipe(
        map(({ data }) => ({ id: 7, type: 'row', received: new Date(), shown: data.text })),
        inOrder(({ shown }) => act(shown)),
      ),
    )
    tell(line('one'))
    await vi.waitFor(() => expect(done).toEqual([['one', undefined]]))
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
