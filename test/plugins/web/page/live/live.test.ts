import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Live } from '../../../../../plugins/web/page/live/live.ts'
import { FakeInstance } from '../../../../support/page/fake-instance.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('however fast lines come, the page is drawn once a frame', async () => {
  const { instance, live, frames } = await openLive()
  const drawn = vi.fn()
  live.chat.subscribe(drawn)
  for (let at = 0; at < 200; at++) instance.happen([{ id: `line ${at}`, type: 'chat.message' }])
  expect(frames).toHaveLength(1)
  frames.shift()?.()
  expect(drawn).toHaveBeenCalledTimes(1)
  expect(live.chat.value).toHaveLength(200)
})

test('a page that nobody sees keeps no more than one that is seen', async () => {
  const { instance, live, frames } = await openLive()
  for (let at = 0; at < 100; at++) {
    const ids = Array.from({ length: 50 }, (_, one) => `${at} ${one}`)
    instance.happen(ids.map(id => ({ id, type: 'chat.message' })))
    instance.happen(ids.map(id => ({ id: `raid ${id}`, type: 'channel.raided' })))
  }
  expect(frames).toHaveLength(1)
  frames.shift()?.()
  expect(live.chat.value).toHaveLength(2_000)
  expect(live.chat.value.at(-1)?.id).toBe('99 49')
  expect(live.happenings.value).toHaveLength(500)
  expect(live.happenings.value[0]?.id).toBe('raid 99 49')
})

describe('the last save', () => {
  test('is shown, however much happened since', async () => {
    const instance = new FakeInstance()
    instance.happen([saved(1), saved(2)])
    instance.happen(raids(600))
    const { live } = await openLive(instance)
    expect(live.reload.value?.id).toBe('save 2')
    instance.happen([saved(3)])
    expect(live.reload.value?.id).toBe('save 3')
  })

  test('is shown on a page that was opened while the instance started', async () => {
    const instance = new FakeInstance()
    instance.isStarting = true
    const { live } = await openLive(instance)
    instance.endTail()
    await vi.advanceTimersByTimeAsync(5_000)
    instance.isStarting = false
    await vi.advanceTimersByTimeAsync(5_000)
    expect(live.reload.value).toBeUndefined()
    instance.happen([saved(1)])
    expect(live.reload.value?.id).toBe('save 1')
  })

  test.each(['that the page was too slow for', 'of an outage'])('is also one %s', async missed => {
    const { instance, live } = await openLive()
    if (missed === 'of an outage') {
      instance.lose()
      instance.happen([saved(1), ...raids(3)])
      instance.open()
    } else instance.skip([saved(1), ...raids(3)])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(live.reload.value?.id).toBe('save 1')
  })
})

function saved(at: number) {
  return { id: `save ${at}`, type: 'config.reloaded' }
}

function raids(count: number) {
  return Array.from({ length: count }, (_, at) => ({ id: `raid ${at}`, type: 'channel.raided' }))
}

async function openLive(instance = new FakeInstance()) {
  const frames: (() => void)[] = []
  const live = new Live(instance, work => frames.push(work))
  live.start()
  instance.open()
  await vi.advanceTimersByTimeAsync(1_000)
  for (const draw of frames.splice(0)) draw()
  return { instance, live, frames }
}
