import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { AgentBudget } from '../../../core/agents/budget.ts'

const LIMITS = { perMinute: 2, perSession: 3 }

beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-11-30T20:00:00Z') }))
afterEach(() => void vi.useRealTimers())

it('an agent is told when it may do something again, and another is not held up by it', () => {
  const budget = new AgentBudget()
  budget.spend('one', 's-1', LIMITS)
  vi.advanceTimersByTime(20_000)
  budget.spend('one', 's-1', LIMITS)
  expect(() => budget.spend('one', 's-1', LIMITS)).toThrow('try again in 40 s')
  budget.spend('two', 's-1', LIMITS)
})

it('what is refused is not counted, and a minute later there is room again', () => {
  const budget = new AgentBudget()
  const limits = { perMinute: 1, perSession: 2 }
  budget.spend('one', 's-1', limits)
  for (let at = 0; at < 5; at++)
    expect(() => budget.spend('one', 's-1', limits)).toThrow('a minute')
  vi.advanceTimersByTime(60_000)
  budget.spend('one', 's-1', limits)
})

it('a stream has one budget, whatever an agent calls itself, and the next stream another', () => {
  const budget = new AgentBudget()
  for (const agent of ['one', 'two', 'three']) budget.spend(agent, 's-1', LIMITS)
  expect(() => budget.spend('four', 's-1', LIMITS)).toThrow('agents may do 3 such things')
  budget.spend('four', 's-2', LIMITS)
})

it('a clock that was set back locks nobody out', () => {
  const budget = new AgentBudget()
  budget.spend('one', undefined, { perMinute: 1, perSession: 9 })
  vi.setSystemTime(new Date('2026-11-30T19:00:00Z'))
  budget.spend('one', undefined, { perMinute: 1, perSession: 9 })
})
