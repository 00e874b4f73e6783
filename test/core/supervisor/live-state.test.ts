import { Subject } from 'rxjs'
import { expect, it } from 'vitest'
import { event, type NewEvent } from '../../../core/events/event.ts'
import { definePlugin } from '../../../core/plugin/define.ts'
import { StreamState } from '../../../core/plugin/ports/runtime.ts'
import { world } from './world.ts'

const where = { platform: 'twitch', channel: 'ann' }
const online = (told = {}) =>
  event('stream.online', { streamId: 's1' }, { ...where, key: 's1', ...told })

/** Tells what a plugin sees while it works on an event of a type. */
async function seeing(type: 'chat.message' | 'obs.scene.changed') {
  const seen: unknown[] = []
  let now = (): unknown => undefined
  const asks = definePlugin({
    name: 'asks',
    needs: { stream: StreamState },
    setup: ({ on, explain, ports: { stream } }) => {
      explain(type, () => [{ rule: 'live', fits: stream.isLive(), why: String(stream.scene()) }])
      now = () => [stream.isLive(), stream.isLive('ann'), stream.scene()]
      on(type, () => void seen.push(now()))
      on(type, async () => {
        await Promise.resolve()
        seen.push(stream.session())
      })
    },
  })
  return { ...(await world([asks()])), seen, now: () => now() }
}

const line = (id: string, told = {}) =>
  event(
    'chat.message',
    { messageId: id, text: 'hi', user: { id: 'b', name: 'bea', displayName: 'Bea', roles: [] } },
    { ...where, key: id, ...told },
  )
const scene = (name: string, told = {}) =>
  event('obs.scene.changed', { scene: name }, { platform: 'obs', ...told })

it('a test stream is one for who works on a test event, and for nobody else', async () => {
  const { tell, seen, now, of, runtime } = await seeing('chat.message')
  const test = { test: true } as const
  tell(line('1', test), online(test), scene('Talking', test), line('2', test), line('3'))
  await expect.poll(() => seen).toHaveLength(6)
  expect(seen.filter(Array.isArray)).toEqual([
    [false, false, undefined],
    [true, true, 'Talking'],
    [false, false, undefined],
  ])
  expect(seen.filter(one => !Array.isArray(one))).toEqual([undefined, undefined, undefined])
  expect(now()).toEqual([false, false, undefined])
  expect(of('session.started')).toEqual([])
  const fits = of('chat.message').map(one => runtime.concerned(one).rules[0]?.fits)
  expect(fits).toEqual([true, true, false])
  runtime.fire(scene('Fired'))
  tell(line('5', test))
  await expect.poll(() => seen).toContainEqual([true, true, 'Fired'])
  tell(event('stream.offline', {}, { ...where, ...test }), line('4', test))
  await expect.poll(() => seen).toHaveLength(10)
  expect(seen.filter(Array.isArray).at(-1)).toEqual([false, false, 'Fired'])
})

it('the scene on air is the one told last, also while its event is worked on', async () => {
  const { tell, seen, now, runtime } = await seeing('obs.scene.changed')
  expect(now()).toEqual([false, false, undefined])
  expect((await runtime.status()).scene).toBeUndefined()
  tell(scene('Talking'), scene('Game'))
  await expect.poll(() => seen).toHaveLength(4)
  expect(seen.filter(Array.isArray).at(-1)).toEqual([false, false, 'Game'])
  expect(now()).toEqual([false, false, 'Game'])
  expect((await runtime.status()).scene).toBe('Game')
})

it('of several programs each has its scene, as found when it was connected or told since', async () => {
  const told = new Subject<NewEvent>()
  const program = (name: string, found?: string) =>
    definePlugin({
      name,
      setup: ({ link }) => {
        link({ quiet: '1d' }).connected([], { scene: found })
        return name === 'second' ? told : undefined
      },
    })()
  let of = (_?: string): unknown => undefined
  const asks = definePlugin({
    name: 'asks',
    needs: { stream: StreamState },
    setup: ({ ports }) => {
      of = plugin => ports.stream.scene(plugin)
    },
  })
  const { reload } = await world([program('first', 'Desk'), program('second'), asks()])
  const all = () => [of(), of('first'), of('second'), of('nobody')]
  expect(all()).toEqual(['Desk', 'Desk', undefined, undefined])
  told.next(scene('Guest'))
  await expect.poll(all).toEqual(['Guest', 'Desk', 'Guest', undefined])
  await reload([program('first', 'Desk'), asks()])
  expect(all()).toEqual(['Desk', 'Desk', undefined, undefined])
})

it('a stream found on is on, also where its start was told in an earlier life', async () => {
  let isLive = () => false
  const asks = definePlugin({
    name: 'asks',
    needs: { streams: StreamState },
    setup: ({ ports }) => {
      isLive = () => ports.streams.isLive('ann')
    },
  })
  const { tell, of } = await world([asks()])
  tell(online(), event('stream.offline', {}, where))
  expect(isLive()).toBe(false)
  // Another source is late with the start: no news.
  tell(online())
  expect(isLive()).toBe(false)
  tell(online({ recovered: true }))
  expect(isLive()).toBe(true)
  expect(of('stream.online')).toHaveLength(1)
})
