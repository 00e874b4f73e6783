import { Subject } from 'rxjs'
import { describe, expect, it, vi } from 'vitest'
import { inOrder } from '../../../core/bus/in-order.ts'
import { PluginFailure } from '../../../core/errors.ts'
import type { Event, NewEvent } from '../../../core/events/event.ts'
import type { Journal } from '../../../core/journal/port.ts'
import { openMemoryJournal } from '../../../core/journal/sqlite/journal.ts'
import { definePlugin } from '../../../core/plugin/define.ts'
import { ChatOutput, ChatSender } from '../../../core/plugin/ports/chat.ts'
import { TitleTarget } from '../../../core/plugin/ports/effects.ts'
import { TwitchApi } from '../../../core/plugin/ports/platform-api.ts'
import type { Effect } from '../../../core/ports/gate.ts'
import { line, world } from '../supervisor/world.ts'

/** A far end that takes titles and lines, and what it was told. */
function farEnd(name = 'platform') {
  const titles: string[] = []
  const said: string[] = []
  const plugin = definePlugin({
    name,
    provides: [TitleTarget, ChatSender],
    setup: ({ provide }) => {
      provide(TitleTarget, {
        setTitle: async title => {
          titles.push(title)
          return { isConfirmed: true }
        },
        getTitle: async () => titles.at(-1),
      })
      provide(ChatSender, {
        platforms: ['twitch'],
        account: () => ({ name: 'annbot' }),
        send: async text => {
          said.push(text)
          return { status: 'sent', confirmed: true }
        },
      })
    },
  })
  return { use: plugin(), titles, said }
}

/** Stopping a runtime closes its journal; this one is to be read by the next. */
function lasting(journal: Journal): Journal {
  return new Proxy(journal, {
    get: (target, key) => {
      if (key === 'close') return async () => {}
      const value: unknown = Reflect.get(target, key)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

/** Sets the title to each line of chat, and says so. */
const titler = (results: unknown[]) =>
  definePlugin({
    name: 'titler',
    needs: { title: TitleTarget, chat: ChatOutput },
    setup: ({ on, ports }) =>
      on('chat.message').pipe(
        inOrder(async told => {
          const set = ports.title.setTitle(told.data.text, { cause: told })
          results.push(await set.catch((failure: Error) => failure.message))
          results.push((await ports.chat.say('done', { to: told })).reason ?? 'sent')
        }),
      ),
  })()

const MADE_UP = {
  ...{ done: false, reason: 'made_up' },
  message: 'did not set the title: the event it answers was simulated',
}

const inventor = definePlugin({
  name: 'inventor',
  invents: true,
  setup: () => undefined,
})()

async function settled(results: readonly unknown[], count: number): Promise<void> {
  await vi.waitFor(() => expect(results.length).toBeGreaterThanOrEqual(count))
}

describe('an effect', () => {
  it('is done, with its options, and its answer comes back', async () => {
    const far = farEnd()
    const results: unknown[] = []
    const { tell } = await world([far.use, titler(results)])
    tell(line('hello'))
    await settled(results, 2)
    expect(results).toEqual([{ done: true, value: { isConfirmed: true } }, 'sent'])
    expect([far.titles, far.said]).toEqual([['hello'], ['done']])
  })

  it.each([[undefined], ['titler'], ['platform']])(
    'is held back while muted, which is an answer and no failure: %s',
    async plugin => {
      const far = farEnd()
      const results: unknown[] = []
      const { tell, runtime, said } = await world([far.use, titler(results)])
      await runtime.muting.mute(plugin)
      tell(line('one'), line('two'))
      await settled(results, 4)
      const undo = ['promethean unmute', plugin].filter(Boolean).join(' ')
      const sentence = `did not set the title: ${plugin ?? 'everything'} is muted`
      const answer = { done: false, reason: 'muted', message: sentence }
      expect(results).toEqual([answer, 'muted', answer, 'muted'])
      expect([far.titles, far.said]).toEqual([[], []])
      expect(said('titler', 'warn')).toEqual([`${sentence}; ${undo} allows it again`])
      expect((await runtime.status()).heldBack).toEqual({ 'titler/muted': 2 })
      expect((await runtime.status()).muted).toEqual(
        plugin === undefined ? { all: true, plugins: [] } : { all: false, plugins: [plugin] },
      )
      await runtime.muting.unmute()
      tell(line('three'))
      await settled(results, 6)
      expect(far.titles).toEqual(['three'])
      expect((await runtime.status()).muted).toBeUndefined()
    },
  )

  it('stays muted over a restart, which is said', async () => {
    const journal = await openMemoryJournal()
    const proxied = lasting(journal)
    const first = await world([farEnd().use], { journal: proxied })
    await first.runtime.muting.mute()
    await first.runtime.stop()
    const second = await world([farEnd().use], { journal: proxied })
    expect((await second.runtime.status()).muted).toEqual({ all: true, plugins: [] })
    expect(second.said('promethean', 'warn').join()).toContain('still muted from an earlier run')
  })

  it('of a plugin that is not there cannot be muted; the nearest name is offered', async () => {
    const { runtime } = await world([farEnd().use])
    await expect(runtime.muting.mute('platfrom')).rejects.toThrow(
      'no plugin in this config has the id platfrom; did you mean platform?',
    )
    await expect(runtime.muting.unmute('nobody')).rejects.toThrow('the plugins are feed, platform')
  })

  it('is only written down where it answers what was made up', async () => {
    const far = farEnd()
    const results: unknown[] = []
    const { runtime, said, logged } = await world([far.use, titler(results), inventor])
    const teller = {
      name: 'inventor',
      use: 'inventor',
      inHandOver: false,
      accountOf: () => undefined,
    }
    runtime.bus.tell({ ...line('made up'), test: true }, teller)
    await settled(results, 2)
    expect(results).toEqual([MADE_UP, 'sent'])
    expect([far.titles, far.said]).toEqual([[], []])
    expect(said('titler', 'debug').join()).toContain(
      'did not set the title: the event it answers was simulated',
    )
    expect(logged.some(({ level }) => level === 'error')).toBe(false)
  })

  it('is only written down also once whoever made its cause up was taken out', async () => {
    const far = farEnd()
    const results: unknown[] = []
    const told: Event[] = []
    let answer: () => void = () => undefined
    const asked = new Promise<void>(resolve => {
      answer = resolve
    })
    const slow = definePlugin({
      name: 'slow',
      needs: { title: TitleTarget, chat: ChatOutput },
      setup: ({ on, ports }) =>
        on('chat.message').pipe(
          inOrder(async cause => {
            told.push(cause)
            await asked
            results.push(await ports.title.setTitle('slow', { cause }))
            results.push((await ports.chat.say('slow', { to: cause })).status)
          }),
        ),
    })()
    const { runtime, reload } = await world([far.use, slow, inventor])
    const by = { name: 'inventor', use: 'inventor', inHandOver: false }
    const teller = { ...by, invents: true, accountOf: () => undefined }
    runtime.bus.tell({ ...line('made up'), test: true }, teller)
    await settled(told, 1)
    await reload([far.use, slow])
    answer()
    await settled(results, 2)
    expect(results).toEqual([MADE_UP, 'sent'])
    expect([far.titles, far.said]).toEqual([[], []])
  })

  it('of a set that never came to be is never done', async () => {
    const far = farEnd()
    const results: unknown[] = []
    const hasty = definePlugin({
      name: 'hasty',
      needs: { title: TitleTarget },
      setup: ({ ports }) => {
        void ports.title.setTitle('too early').then(
          () => results.push('done'),
          (failure: Error) => results.push(failure.message),
        )
      },
    })()
    const broken = definePlugin({
      name: 'broken',
      setup: () => {
        throw new PluginFailure('broken')
      },
    })()
    const { reload } = await world([far.use])
    await expect(reload([far.use, hasty, broken])).rejects.toThrow('broken')
    await settled(results, 1)
    expect(results).toEqual([
      'did not set the title: hasty was stopped before it was ready; call it after the first event',
    ])
    expect(far.titles).toEqual([])
  })

  it('of a plugin that has ended is not done any more, but its cleanup may still tidy up', async () => {
    const far = farEnd()
    const results: unknown[] = []
    let later: () => Promise<unknown> = async () => undefined
    const deaf = definePlugin({
      name: 'deaf',
      needs: { title: TitleTarget },
      setup: ({ ports, defer }) => {
        later = () => ports.title.setTitle('long after')
        defer(async () => void results.push(await ports.title.setTitle('tidied up')))
      },
    })()
    const { reload } = await world([far.use, deaf])
    await reload([far.use])
    await settled(results, 1)
    await vi.waitFor(() =>
      expect(later()).rejects.toThrow(/deaf has ended; what must still be done/),
    )
    expect(far.titles[0]).toBe('tidied up')
    const before = far.titles.length
    await expect(later()).rejects.toThrow(
      'did not set the title: deaf has ended; what must still be done when a plugin ends belongs in its defer()',
    )
    expect(far.titles).toHaveLength(before)
  })

  it('is real where the event was fired by hand', async () => {
    const far = farEnd()
    const results: unknown[] = []
    const { runtime } = await world([far.use, titler(results)])
    runtime.fire(line('fired'))
    await settled(results, 2)
    expect([far.titles, far.said]).toEqual([['fired'], ['done']])
  })
})

it('what was said in the last 30 s of an earlier life counts after a start', async () => {
  const journal = await openMemoryJournal()
  const proxied = lasting(journal)
  const saying = definePlugin({
    name: 'sayer',
    needs: { chat: ChatOutput },
    setup: ({ on, ports }) =>
      on('chat.message').pipe(
        inOrder(told => ports.chat.say(told.data.text, { to: told }, { expires: '1s' })),
      ),
  })()
  const first = await world([farEnd().use, saying], { journal: proxied })
  first.tell(...Array.from({ length: 20 }, (_, count) => line(`early ${count}`)))
  await vi.waitFor(() => expect(first.of('chat.sent').length).toBe(20))
  await first.runtime.stop()
  const far = farEnd()
  const second = await world([far.use, saying], { journal: proxied })
  second.tell(line('late'))
  await vi.waitFor(() => expect(second.of('chat.dropped').length).toBe(1))
  expect(second.of('chat.dropped')[0]?.data).toMatchObject({ text: 'late', reason: 'expired' })
  expect(far.said).toEqual([])
})

it('a gate of its own gets every effect, and none is done', async () => {
  const effects: Effect[] = []
  const far = farEnd()
  const results: unknown[] = []
  const { tell } = await world([far.use, titler(results)], {
    gate: {
      capture: effect => {
        effects.push(effect)
      },
    },
  })
  tell(line('hello'))
  await settled(results, 2)
  expect([far.titles, far.said]).toEqual([[], []])
  expect(results).toEqual([
    {
      ...{ done: false, reason: 'dry' },
      message: 'did not set the title: in a dry run or a replay it is only recorded',
    },
    'sent',
  ])
  expect(
    effects.map(({ plugin, via, port, method, values }) => [plugin, via, port, method, values]),
  ).toEqual([
    ['titler', 'platform', 'TitleTarget', 'setTitle', ['hello']],
    ['titler', 'platform', 'ChatSender', 'send', ['done', { platform: 'twitch', channel: 'ann' }]],
  ])
})

describe('a port whose method does both, reads and changes', () => {
  function twitch() {
    const asked: string[] = []
    const plugin = definePlugin({
      name: 'far',
      provides: [TwitchApi],
      setup: ({ provide }) =>
        provide(TwitchApi, {
          request: async (method, path) => {
            asked.push(`${method} ${path}`)
            return { status: 200, body: 'real' }
          },
        }),
    })
    return { use: plugin(), asked }
  }

  const clipper = (results: unknown[]) =>
    definePlugin({
      name: 'clipper',
      needs: { twitch: TwitchApi },
      setup: ({ on, ports, signal }) =>
        on('chat.message').pipe(
          inOrder(async told => {
            const query = { text: told.data.text }
            results.push(await ports.twitch.request('GET', 'users', { query }, signal))
            const made = ports.twitch.request('POST', 'clips', { query }, { cause: told, signal })
            results.push(await made.catch((failure: Error) => failure.message))
          }),
        ),
    })()

  const READ = { done: true, value: { status: 200, body: 'real' } }

  it('is read while muted, and changes nothing', async () => {
    const far = twitch()
    const results: unknown[] = []
    const { tell, runtime } = await world([far.use, clipper(results)])
    await runtime.muting.mute()
    tell(line('hello'))
    await settled(results, 2)
    expect(results).toMatchObject([READ, { done: false, reason: 'muted' }])
    expect(far.asked).toEqual(['GET users'])
  })

  it('is read in a dry run, where the rest is written down with what it was called with', async () => {
    const far = twitch()
    const results: unknown[] = []
    const captured: Effect[] = []
    const gate = {
      capture: (effect: Effect) => {
        captured.push(effect)
      },
    }
    const { tell } = await world([far.use, clipper(results)], { gate })
    tell(line('hello'))
    await settled(results, 2)
    expect(results).toMatchObject([READ, { done: false, reason: 'dry' }])
    expect(captured).toMatchObject([
      { port: 'TwitchApi', values: ['POST', 'clips', { query: { text: 'hello' } }] },
    ])
    expect(captured[0]?.cause?.type).toBe('chat.message')
    expect(far.asked).toEqual(['GET users'])
  })

  it('is read for what a simulator made up, and nothing is changed for it', async () => {
    const far = twitch()
    const results: unknown[] = []
    const made = new Subject<NewEvent>()
    const invented = definePlugin({ name: 'invented', invents: true, setup: () => made })()
    await world([far.use, clipper(results), invented])
    made.next(line('hello'))
    await settled(results, 2)
    expect(results).toMatchObject([READ, { done: false, reason: 'made_up' }])
    expect(far.asked).toEqual(['GET users'])
  })
})
