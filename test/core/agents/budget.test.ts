import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { AgentBudget } from '../../../core/agents/budget.ts'

const LIMITS = { perMinute: 2, perSession: 3 }
const MUCH = { perMinute: 60, perSession: 60 }
const BEGIN = new Date('2026-11-30T20:00:00Z')

/** One act. */
function spend(
  budget: AgentBudget,
  agent: string,
  session: string | undefined,
  limits: typeof LIMITS,
) {
  budget.spend({ agent, session, lines: 1 }, limits)
}

beforeEach(() => void vi.useFakeTimers({ now: BEGIN }))
afterEach(() => void vi.useRealTimers())

it('an agent is told when it may do something again, and another is not held up by it', () => {
  const budget = new AgentBudget()
  spend(budget, 'one', 's-1', LIMITS)
  vi.advanceTimersByTime(20_000)
  spend(budget, 'one', 's-1', LIMITS)
  expect(() => spend(budget, 'one', 's-1', LIMITS)).toThrow('try again in 40 s')
  spend(budget, 'two', 's-1', LIMITS)
})

it('what is refused is not counted, and a minute later there is room again', () => {
  const budget = new AgentBudget()
  const limits = { perMinute: 1, perSession: 2 }
  spend(budget, 'one', 's-1', limits)
  for (let at = 0; at < 5; at++)
    expect(() => spend(budget, 'one', 's-1', limits)).toThrow('a minute')
  vi.advanceTimersByTime(60_000)
  spend(budget, 'one', 's-1', limits)
})

it('each agent has a budget of its own in a stream, and in the next stream another', () => {
  const budget = new AgentBudget()
  const limits = { ...MUCH, perSession: 2 }
  for (const agent of ['one', 'one', 'two']) spend(budget, agent, 's-1', limits)
  vi.advanceTimersByTime(30 * 60 * 60_000)
  expect(() => spend(budget, 'one', 's-1', limits)).toThrow(
    'an agent may do 2 such things in one stream; try again in the next stream',
  )
  spend(budget, 'two', 's-1', limits)
  spend(budget, 'one', 's-2', limits)
})

it('an agent that takes ever new names gets twice as much, and no more', () => {
  const budget = new AgentBudget()
  for (const agent of ['one', 'two', 'three', 'four']) spend(budget, agent, 's-1', LIMITS)
  expect(() => spend(budget, 'five', 's-1', LIMITS)).toThrow(
    'all agents together may do 4 such things a minute; try again in 60 s',
  )
  vi.advanceTimersByTime(60_000)
  for (const agent of ['five', 'six']) spend(budget, agent, 's-1', LIMITS)
  expect(() => spend(budget, 'seven', 's-1', LIMITS)).toThrow(
    'all agents together may do 6 such things in one stream',
  )
  spend(budget, 'seven', 's-2', LIMITS)
})

it('outside of streams a day has one budget', () => {
  const budget = new AgentBudget()
  const limits = { ...MUCH, perSession: 1 }
  spend(budget, 'one', undefined, limits)
  const again = () => spend(budget, 'one', undefined, limits)
  vi.advanceTimersByTime(3 * 60 * 60_000)
  expect(again).toThrow('an agent may do 1 such things a day outside of streams; try again in 21 h')
  vi.advanceTimersByTime(20 * 60 * 60_000)
  expect(again).toThrow('try again in 60 min')
  // A stream in between has its own.
  spend(budget, 'one', 's-1', limits)
  vi.advanceTimersByTime(60 * 60_000)
  again()
})

it('what an earlier run counted is counted on, also where nobody knows who did it', () => {
  const budget = new AgentBudget()
  const at = BEGIN.getTime() - 1_000
  budget.restore([
    { agent: 'one', at, session: 's-1' },
    { agent: undefined, at, session: 's-1' },
  ])
  const limits = { ...MUCH, perSession: 2 }
  spend(budget, 'one', 's-1', limits)
  expect(() => spend(budget, 'one', 's-1', limits)).toThrow('an agent may do 2 such things')
  spend(budget, 'two', 's-1', limits)
  expect(() => spend(budget, 'two', 's-1', limits)).toThrow('all agents together may do 4')
})

it('a clock that was set back locks nobody out', () => {
  const budget = new AgentBudget()
  spend(budget, 'one', undefined, { perMinute: 1, perSession: 1 })
  vi.setSystemTime(new Date('2026-11-30T19:00:00Z'))
  spend(budget, 'one', undefined, { perMinute: 1, perSession: 1 })
})

it('a text counts as the lines it is, and waits until there is room for all of them', () => {
  const budget = new AgentBudget()
  const limits = { perMinute: 5, perSession: 60 }
  const say = (lines: number) => () => budget.spend({ agent: 'one', session: 's-1', lines }, limits)
  say(3)()
  vi.advanceTimersByTime(10_000)
  say(2)()
  expect(say(1)).toThrow('an agent may do 5 such things a minute; try again in 50 s')
  expect(say(4)).toThrow(
    'it is 4 lines, and an agent may do 5 lines or other acts a minute; try again in 60 s',
  )
  expect(say(6)).toThrow(
    'it is 6 lines, and an agent may do 5 lines or other acts a minute; say it',
  )
  vi.advanceTimersByTime(50_000)
  say(3)()
  expect(say(1)).toThrow('try again in 10 s')
})
