import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ChannelJoins } from '../../../plugins/twitch-irc/channel-joins.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function join(...channels: readonly string[]) {
  const asked: string[] = []
  const settled: (readonly string[])[] = []
  const rooms = new ChannelJoins({
    channels,
    join: channel => asked.push(channel),
    settled: missing => settled.push(missing),
  })
  return { rooms, asked, settled }
}

test('a hundred channels never make more than 20 joins in 10 s', () => {
  const { rooms, asked } = join(...Array.from({ length: 100 }, (_, at) => `room${at}`))
  const counts: number[] = []
  for (let second = 0; second < 60; second++) {
    vi.advanceTimersByTime(1_000)
    counts.push(asked.length)
  }
  const perTen = counts.slice(10).map((count, at) => count - (counts[at] ?? 0))
  expect(asked).toHaveLength(100)
  expect(Math.max(...perTen, counts[9] ?? 0)).toBeLessThanOrEqual(20)
  rooms.stop()
})

test('it is settled as soon as the last channel has answered', () => {
  const { rooms, settled } = join('ann', 'bea')
  rooms.joined('ann')
  expect(settled).toEqual([])
  rooms.joined('bea')
  expect(settled).toEqual([[]])
  rooms.stop()
})

test('a channel that does not answer holds the others up for five seconds and is asked again each minute', () => {
  const { rooms, asked, settled } = join('ann', 'nobody')
  rooms.joined('ann')
  vi.advanceTimersByTime(550 + 5_000)
  expect(settled).toEqual([['nobody']])
  vi.advanceTimersByTime(60_000)
  expect(asked).toEqual(['ann', 'nobody', 'nobody'])
  rooms.joined('nobody')
  vi.advanceTimersByTime(600_000)
  expect(asked).toHaveLength(3)
  expect(settled).toHaveLength(1)
  rooms.stop()
})

test('a channel that put us out is joined again', () => {
  const { rooms, asked } = join('ann')
  rooms.joined('ann')
  vi.advanceTimersByTime(10_000)
  rooms.left('ann')
  expect(rooms.has('ann')).toBe(false)
  vi.advanceTimersByTime(60_000)
  expect(asked).toEqual(['ann', 'ann'])
  rooms.stop()
})

test('a channel nobody asked for is not joined', () => {
  const { rooms, settled } = join('ann')
  rooms.joined('elsewhere')
  expect(rooms.has('elsewhere')).toBe(false)
  expect(settled).toEqual([])
  rooms.stop()
})

test('once stopped nothing more is asked and no timer is left', () => {
  const { rooms, asked } = join('ann', 'bea')
  rooms.stop()
  expect(vi.getTimerCount()).toBe(0)
  rooms.left('ann')
  vi.advanceTimersByTime(600_000)
  expect(asked).toEqual(['ann'])
})
