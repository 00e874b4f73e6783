import { expect, it, onTestFinished, vi } from 'vitest'
import { AgentGate } from '../../../core/agents/gate.ts'
import { openMemoryJournal } from '../../../core/journal/sqlite/journal.ts'
import { keptOutcome } from '../../../core/operations/approvals/kept-requests.ts'
import type { CallSettings } from '../../../core/operations/instance-operations.ts'
import { definePlugin } from '../../../core/plugin/define.ts'
import type { Port } from '../../../core/plugin/port.ts'
import { AGENT_ACTS, type AgentLimits, AgentRules } from '../../../core/plugin/ports/agents.ts'
import { ChatSender } from '../../../core/plugin/ports/chat.ts'
import {
  Actions,
  Moderation,
  StreamControl,
  TitleTarget,
} from '../../../core/plugin/ports/effects.ts'
import { world } from '../supervisor/world.ts'

const LIMITS: AgentLimits = {
  ...{ act: ['title'], approve: false, within: '15m' },
  budget: { perMinute: 60, perSession: 60 },
}
const WISH = {
  ...{ agent: { name: 'claude-ai 1.2' }, tool: 'title_set', operation: 'title' as const },
  ...{
    input: { text: 'A quiet evening' },
    dryRun: false,
    cause: 'promethean:agent.called:1',
    id: '1',
  },
}

/** A gate to a platform that never ends an act by itself. */
async function gate(more: Partial<AgentLimits> = {}) {
  const journal = await openMemoryJournal()
  const rules = definePlugin({
    name: 'rules',
    provides: [AgentRules],
    setup: ({ provide }) => provide(AgentRules, { ...LIMITS, ...more }),
  })
  const { runtime } = await world([rules()], { journal })
  const begun: AbortSignal[] = []
  const perform = async (_name: string, _input: unknown, { dry, signal }: CallSettings) => {
    if (dry) return { done: true as const, value: { what: 'set the title' } }
    begun.push(signal)
    await new Promise(resolve => signal.addEventListener('abort', resolve))
    return {
      done: false as const,
      refusal: { code: 'runtime' as const, what: 'it was broken off' },
    }
  }
  const listen = () => expect.fail('an agent listens to nothing')
  return {
    begun,
    runtime,
    journal,
    made: new AgentGate({ runtime, as: () => ({ perform, listen }) }),
  }
}

it('only what a plugin of the config can do is offered', async () => {
  const may = async (act: AgentLimits['act'], ...ports: readonly Port<unknown>[]) => {
    const platform = definePlugin({ name: 'platform', provides: ports, setup: () => {} })
    const rules = definePlugin({
      name: 'rules',
      provides: [AgentRules],
      setup: ({ provide }) => provide(AgentRules, { ...LIMITS, act }),
    })
    const { runtime } = await world([rules(), platform()])
    const perform = () => expect.fail('nothing is done')
    return new AgentGate({ runtime, as: () => ({ perform, listen: perform }) }).allowed()
  }
  expect(await may(AGENT_ACTS)).toEqual(['note'])
  expect(await may(AGENT_ACTS, TitleTarget)).toEqual(['title', 'note'])
  expect(await may(AGENT_ACTS, ChatSender, Actions)).toEqual(['say', 'action', 'note'])
  expect(await may(AGENT_ACTS, Moderation)).toEqual([
    ...['note', 'delete', 'timeout', 'untimeout', 'shoutout'],
  ])
  expect(await may(['title', 'scene', 'stopStream'], StreamControl)).toEqual([
    ...['scene', 'stopStream'],
  ])
})

it('an agent that hangs up does not break off what it began; a stop does', async () => {
  const { begun, made } = await gate()
  const hangUp = new AbortController()
  const acting = made.perform(WISH, hangUp.signal)
  await vi.waitFor(() => expect(begun).toHaveLength(1))
  hangUp.abort()
  expect(begun[0]?.aborted).toBe(false)
  made.close()
  await expect(acting).rejects.toThrow('it was broken off')
})

it('what waits when Promethean stops is told to wait on, not to have expired', async () => {
  const { runtime, journal, made } = await gate({ approve: true })
  const { acted } = await made.perform(WISH, new AbortController().signal)
  expect(acted).toMatchObject({ status: 'waiting', approval: 'alfa' })
  const asked = runtime.approvals.outcome('alfa', 30_000)
  made.close()
  expect(await asked).toBeUndefined()
  expect(await keptOutcome(journal, 'alfa')).toEqual({
    ...{ id: 'alfa', status: 'waiting' },
    until: new Date(String(acted.until)),
  })
  // It cannot be decided until it waits again.
  expect(() => runtime.approvals.decide('approved', 'alfa')).toThrow('nothing is pending')
})

it('what expires is stored as expired at its time, also if the computer slept, and told to the agent', async () => {
  const { runtime, journal, made } = await gate({ approve: true })
  const ask = async () => (await made.perform(WISH, new AbortController().signal)).acted.approval
  vi.useFakeTimers({ now: Date.now(), toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  const first = await ask()
  vi.setSystemTime(Date.now() + 14 * 60_000)
  const second = await ask()
  vi.setSystemTime(Date.now() + 60_000)
  expect(runtime.approvals.waiting.map(({ id }) => id)).toEqual([second])
  await runtime.flush()
  expect(await keptOutcome(journal, String(first))).toEqual({ id: first, status: 'expired' })
  expect(await runtime.approvals.outcome(String(first), 0)).toMatchObject({ status: 'expired' })
  const kept = await journal.query({ types: ['agent.decided'] })
  expect(kept.map(({ event }) => event.data)).toEqual([{ approval: first, decision: 'expired' }])
  runtime.approvals.decide('dropped', String(second))
})
