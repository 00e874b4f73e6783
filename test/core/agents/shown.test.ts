import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { AgentGate } from '../../../core/agents/gate.ts'
import { pendingLines } from '../../../core/cli/approve/shown.ts'
import { event } from '../../../core/events/event.ts'
import type { AgentWish } from '../../../core/operations/agents/acts.ts'
import { OPERATIONS } from '../../../core/operations/all.ts'
import { pending } from '../../../core/operations/fields.ts'
import type { CallSettings } from '../../../core/operations/instance-operations.ts'
import { definePlugin } from '../../../core/plugin/define.ts'
import { AGENT_ACTS, type AgentAct, AgentRules } from '../../../core/plugin/ports/agents.ts'
import { world } from '../supervisor/world.ts'

const LINE = event(
  'chat.message',
  {
    ...{ messageId: 'line-1', text: 'is this \u202Eecin\u202C\nreally' },
    user: { id: '7', name: 'bea', displayName: 'BéA', roles: [] },
  },
  { key: 'line-1', platform: 'twitch', channel: 'ann' },
)

/** A gate to a platform on which everything goes where it is foretold to go. */
async function gate(foretold: () => object = () => ({ platform: 'twitch', channel: 'ann' })) {
  const limits = {
    ...{ act: AGENT_ACTS, approve: true, within: '15m' },
    budget: { perMinute: 60, perSession: 60 },
  }
  const rules = definePlugin({
    name: 'rules',
    provides: [AgentRules],
    setup: ({ provide }) => provide(AgentRules, limits),
  })
  const { runtime, tell } = await world([rules()])
  const done: unknown[] = []
  const perform = async (_name: string, input: unknown, { dry }: CallSettings) => {
    if (!dry) done.push(input)
    return { done: true as const, value: { status: 'done', ...foretold() } }
  }
  const listen = () => expect.fail('an agent listens to nothing')
  const made = new AgentGate({ runtime, as: () => ({ perform, listen }) })
  const asks = async (wish: Partial<AgentWish>) => {
    const whole: AgentWish = {
      ...{ agent: { name: 'claude-ai 1.2' }, tool: 'a_tool', operation: 'say', dryRun: false },
      ...{
        input: { text: 'Hello' },
        cause: 'promethean:agent.called:1',
        id: randomUUID(),
        ...wish,
      },
    }
    await made.perform(whole, new AbortController().signal)
    // As JSON: the dock and the command get no other.
    const [last] = z
      .array(pending)
      .parse(JSON.parse(JSON.stringify(runtime.approvals.waiting.slice(-1))))
    return last ?? expect.fail('it does not wait')
  }
  return { runtime, tell, asks, done }
}

/** A value for each field of an operation's input. */
function everyField(act: AgentAct): Readonly<Record<string, unknown>> {
  const { properties = {} } = z.toJSONSchema(OPERATIONS[act].input, { io: 'input' })
  return Object.fromEntries(
    Object.entries(properties).map(([name, field]) => {
      const { type } = Object(field)
      if (type === 'integer' || type === 'number') return [name, 4711]
      if (type === 'boolean') return [name, false]
      if (type === 'object') return [name, { color: `${act} red`, more: [{ deep: 'down here' }] }]
      return [name, `${act} ${name} as given`]
    }),
  )
}

describe('what an agent wants is shown', () => {
  it.each(AGENT_ACTS)('of %s each field of its input, in JSON and on the terminal', async act => {
    const { asks } = await gate()
    const input = everyField(act)
    const one = await asks({ operation: act, input, reason: 'a raid came in' })
    const fields = new Map(one.agent?.shown.map(({ name, value }) => [name, value]))
    for (const [name, value] of Object.entries(input)) {
      const told = typeof value === 'string' ? value : JSON.stringify(value)
      expect(fields.get(name), name).toBe(told)
      const lines = pendingLines(one, 200)
      expect(lines.some(line => line.includes(name) && line.endsWith(`| ${told}`))).toBe(true)
    }
    expect(fields.get('tool')).toBe('a_tool')
    expect(fields.get('why')).toBe('a raid came in')
    expect(pendingLines(one).join('\n')).toContain('claude-ai 1.2 asks')
  })

  it('with where it goes, and who wrote what is answered', async () => {
    const { asks, tell, runtime } = await gate()
    tell(LINE)
    await runtime.flush()
    const replyTo = 'twitch:chat.message:line-1'
    const { agent } = await asks({ input: { text: 'Yes', replyTo } })
    expect(agent?.shown).toEqual([
      { name: 'tool', value: 'a_tool' },
      { name: 'where', value: 'twitch, channel ann' },
      // What turns a line around or ends it is written out.
      { name: 'answers', value: 'BéA (bea): is this \\u{202e}ecin\\u{202c}\\nreally' },
      { name: 'text', value: 'Yes' },
      { name: 'replyTo', value: replyTo },
    ])
    const deleted = await asks({ operation: 'delete', input: { id: replyTo } })
    expect(deleted.agent?.shown).toContainEqual({
      ...{ name: 'concerns', value: expect.stringContaining('BéA (bea): is this') },
    })
  })

  it('whole and safely, however long it is and whatever is in it', async () => {
    const { asks } = await gate()
    const hidden = 'a\u0000b\u001B[2Jc\u202Ed\u200Be\u{E0041}f\u2028g'
    // Of these, words may hold some.
    const words = 'a\nd\u200Be\u{E0041}f\u2028g'
    const text = `${words} ${'x'.repeat(3_000)} the end`
    const one = await asks({ input: { text }, reason: hidden })
    const values = new Map(one.agent?.shown.map(({ name, value }) => [name, value]))
    const seen = 'a\\u{0}b\\u{1b}[2Jc\\u{202e}d\\u{200b}e\\u{e0041}f\\u{2028}g'
    const seenText = text.replace(words, 'a\\nd\\u{200b}e\\u{e0041}f\\u{2028}g')
    expect(values.get('why')).toBe(seen)
    expect(values.get('text')).toBe(seenText)
    const lines = pendingLines(one, 80)
    // None of them begins like another request, and all of it is there.
    expect(lines.slice(1).filter(line => !line.startsWith(' '.repeat(13)))).toEqual([])
    expect(Math.max(...lines.slice(1).map(line => [...line].length))).toBeLessThanOrEqual(80)
    const parts = lines.slice(2).map(line => line.split('| ')[1])
    expect(parts.join('')).toContain(seenText)
    expect([...(lines[0] ?? '')].length).toBeLessThan(250)
  })

  it('and it goes where it was said to go, or not at all', async () => {
    let channel = 'ann'
    const { asks, runtime, done } = await gate(() => ({ platform: 'twitch', channel }))
    const { id } = await asks({ input: { text: 'To my own' } })
    channel = 'somebody_else'
    runtime.approvals.decide('approved', id, 'terminal')
    expect(await runtime.approvals.outcome(id, 5_000)).toMatchObject({
      result: {
        error:
          'did not do it: it would go elsewhere now (twitch, channel somebody_else) than was approved (twitch, channel ann); ask for it again',
      },
    })
    expect(done).toEqual([])
  })
})
