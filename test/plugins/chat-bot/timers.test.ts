import type { Json } from 'promethean'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Room } from '../../../plugins/chat-bot/rooms.ts'
import { dueTimers } from '../../../plugins/chat-bot/timers.ts'

const MINUTE = 60_000
const TIMER = { every: '15m', say: 'Follow along', lines: 5 }

describe('a text said again and again', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is due after its time, where enough was said in between', async () => {
    const world = running([TIMER])
    world.lines(4)
    await vi.advanceTimersByTimeAsync(15 * MINUTE)
    expect(world.due).toEqual([])
    world.lines(5)
    await vi.advanceTimersByTimeAsync(14 * MINUTE)
    expect(world.due).toEqual([])
    await vi.advanceTimersByTimeAsync(MINUTE)
    expect(world.due).toEqual(['Follow along in ann'])
    await vi.advanceTimersByTimeAsync(15 * MINUTE)
    expect(world.due).toHaveLength(1)
    world.lines(10)
    await vi.advanceTimersByTimeAsync(15 * MINUTE)
    expect(world.due).toHaveLength(2)
  })

  it('is not said while no stream is live', async () => {
    const world = running([TIMER])
    world.lines(100)
    world.off()
    await vi.advanceTimersByTimeAsync(60 * MINUTE)
    expect(world.due).toEqual([])
  })

  it('is due once, also where the instance before and the one after both look', async () => {
    const values = new Map<string, Json>()
    const [before, after] = [running([TIMER], values), running([TIMER], values)]
    before.lines(9)
    after.lines(9)
    await vi.advanceTimersByTimeAsync(15 * MINUTE)
    expect([...before.due, ...after.due]).toHaveLength(1)
  })

  it('keeps its hour over a restart; one that is overdue begins anew', async () => {
    const values = new Map<string, Json>()
    running([TIMER], values).end()
    await vi.advanceTimersByTimeAsync(10 * MINUTE)
    const second = running([TIMER], values)
    second.lines(9)
    await vi.advanceTimersByTimeAsync(5 * MINUTE)
    expect(second.due).toHaveLength(1)
    second.end()
    await vi.advanceTimersByTimeAsync(20 * MINUTE)
    const third = running([TIMER], values)
    third.lines(20)
    await vi.advanceTimersByTimeAsync(14 * MINUTE)
    expect(third.due).toEqual([])
    await vi.advanceTimersByTimeAsync(MINUTE)
    expect(third.due).toHaveLength(1)
  })

  it('that is gone from the config is not kept', async () => {
    const values = new Map<string, Json>()
    running([TIMER, { ...TIMER, say: 'other' }], values).end()
    running([{ ...TIMER, say: 'new' }], values).end()
    expect(Object.keys(Object(values.get('timers')))).toHaveLength(1)
  })
})

function running(timers: readonly (typeof TIMER)[], values = new Map<string, Json>()) {
  const due: string[] = []
  let room: Room = { key: 'twitch/ann', platform: 'twitch', channel: 'ann', lines: 0 }
  let isLive = true
  const state = {
    get: <T extends Json>(key: string) => values.get(key) as T | undefined,
    set: (key: string, value: Json) => void values.set(key, value),
  }
  const parts = { state, rooms: () => [room], isLive: () => isLive }
  const running = dueTimers(timers, parts).subscribe(({ timer, room: { channel } }) =>
    due.push(`${timer.say} in ${channel}`),
  )
  onTestFinished(() => running.unsubscribe())
  return {
    due,
    lines: (count: number) => {
      room = { ...room, lines: room.lines + count }
    },
    off: () => {
      isLive = false
    },
    end: () => running.unsubscribe(),
  }
}
