import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { SceneOnAir } from '../../../core/events/scene-on-air.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-11-23T19:04:00Z') })
})
afterEach(() => {
  vi.useRealTimers()
})

function onAir(scene?: string) {
  const told: object[] = []
  const times: (Date | undefined)[] = []
  const air = new SceneOnAir({
    scene,
    tell: (changed, { time }) => {
      told.push(changed)
      times.push(time)
    },
  })
  return { air, told, times }
}

it('a scene that stays on air is told soon, with the one before and the time it came', () => {
  const { air, told, times } = onAir('A')
  air.heard('B')
  expect(told).toEqual([])
  vi.advanceTimersByTime(250)
  expect(told).toEqual([{ scene: 'B', previous: 'A' }])
  expect(times).toEqual([new Date('2026-11-23T19:04:00Z')])
})

it('one that was on air for a moment only is not', () => {
  const { air, told } = onAir('A')
  air.heard('B')
  vi.advanceTimersByTime(50)
  air.heard('A')
  vi.advanceTimersByTime(10_000)
  expect(told).toEqual([])
  air.heard('B')
  vi.advanceTimersByTime(250)
  expect(told).toEqual([{ scene: 'B', previous: 'A' }])
})

it('of a quick row the last is told, once', () => {
  const { air, told } = onAir('A')
  for (const scene of ['B', 'C', 'B', 'C', 'C']) air.heard(scene)
  vi.advanceTimersByTime(10_000)
  expect(told).toEqual([{ scene: 'C', previous: 'A' }])
})

it('each of a slow row is told', () => {
  const { air, told } = onAir()
  for (const scene of ['A', 'B', 'A']) {
    air.heard(scene)
    vi.advanceTimersByTime(1_000)
  }
  expect(told).toEqual([
    { scene: 'A' },
    { scene: 'B', previous: 'A' },
    { scene: 'A', previous: 'B' },
  ])
})

it('one renamed while it waits is told by its new name', () => {
  const { air, told } = onAir('A')
  air.heard('B')
  air.renamed('B', 'Break')
  air.renamed('A', 'Start')
  vi.advanceTimersByTime(250)
  expect(told).toEqual([{ scene: 'Break', previous: 'Start' }])
  expect(air.scene).toBe('Break')
})

it('nothing is told after the end, and no timer is left', () => {
  const { air, told } = onAir('A')
  air.heard('B')
  air.close()
  expect(vi.getTimerCount()).toBe(0)
  expect(told).toEqual([])
})
