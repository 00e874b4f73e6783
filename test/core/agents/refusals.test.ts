import { join } from 'node:path'
import { event, run } from 'promethean'
import { expect, it, onTestFinished, vi } from 'vitest'
import { completeEvent } from '../../../core/events/complete.ts'
import { openSqliteJournal } from '../../../core/journal/sqlite/journal.ts'
import { Redactor } from '../../../core/secrets/redact.ts'
import { workshop } from '../../flow/workshop.ts'
import { actingConfig, actingFiles } from '../../support/mcp/acting.ts'
import type { TestProject } from '../../support/process/promethean.ts'

// An instance starts, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })
const { project } = workshop()

const EVERYTHING = `mcp({
  act: [
    'say', 'title', 'action', 'scene', 'showSource', 'setText', 'startStream', 'stopStream',
    'delete', 'timeout', 'untimeout', 'shoutout',
  ],
  budget: { perMinute: 60 },
})`

const ACTS: readonly (readonly [tool: string, input: object])[] = [
  ['chat_say', { text: 'Hello' }],
  ['title_set', { text: 'A quiet evening' }],
  ['action_run', { name: 'Lights' }],
  ['stream_control', { do: 'scene', name: 'Pause' }],
  ['stream_control', { do: 'show', name: 'Clock' }],
  ['stream_control', { do: 'text', name: 'Goal', text: 'Half' }],
  ['stream_control', { do: 'start' }],
  ['stream_control', { do: 'stop' }],
  ['moderate', { do: 'timeout', user: 'bea', seconds: 60 }],
  ['moderate', { do: 'untimeout', user: 'bea' }],
  ['moderate', { do: 'shoutout', user: 'cleo' }],
  ['moderate', { do: 'delete', id: 'twitch:chat.message:line-1' }],
]

async function running({ file }: TestProject) {
  const instance = await run({ config: file })
  onTestFinished(async () => void (await instance.stop()))
  const { operations } = instance
  const call = async (tool: string, input: object, agent = 'claude-ai 1.2') => {
    const answer = await operations.agentCall({ agent, tool, input })
    if (!answer.done) throw new Error(answer.refusal.what)
    return answer.value
  }
  return { operations, call }
}

it('no refusal tells an agent how to undo what the streamer decided', async () => {
  const { operations, call } = await running(project(actingFiles(EVERYTHING)))
  const answers: string[] = []
  const refuses = async (tool: string, input: object, agent?: string) => {
    const answer = await call(tool, input, agent)
    expect(answer, tool).toMatchObject({ done: false })
    answers.push(JSON.stringify(answer))
  }
  const approvals: string[] = []
  for (const [tool, input] of ACTS) {
    const answer = await call(tool, input)
    expect(answer).toMatchObject({ done: true, value: { status: 'waiting' } })
    if (answer.done) approvals.push(String(answer.value.approval))
  }
  for (const plugin of ['mcp', 'platform', undefined]) {
    await operations.mute({ plugin })
    // Whoever sends it is not looked at before it is sent.
    const seen = plugin === 'platform' ? ACTS.filter(([tool]) => tool !== 'chat_say') : ACTS
    for (const [tool, input] of seen) await refuses(tool, input)
    if (plugin === 'mcp') await operations.unmute({ plugin })
  }
  for (const answer of answers)
    expect(answer).toContain('only the streamer can allow it again; tell them')
  // What was approved meanwhile is not done either.
  for (const id of approvals) {
    await operations.approve({ which: id })
    const outcome = await call('approval_wait', { approval: id })
    const error = expect.stringContaining('everything is muted; only the streamer can allow it')
    expect(outcome).toMatchObject({ done: true, value: { result: { error } } })
    answers.push(JSON.stringify(outcome))
  }
  await operations.unmute()
  for (let turn = 0; turn < 50; turn++)
    await call('chat_say', { text: `Hello ${turn}` }, turn < 25 ? 'one' : 'two')
  await refuses('chat_say', { text: 'One more' }, 'three')
  expect(answers.at(-1)).toContain('tell the streamer, who decides on them, and try again after')
  for (const answer of answers) expect(answer).not.toMatch(/unmute|promethean approve|drop/)
})

/** Asks while it starts. */
const EAGER = `
import { Approval, definePlugin } from 'promethean'
export default definePlugin({
  name: 'eager',
  needs: { approval: Approval },
  setup: ({ ports }) => void ports.approval.ask({ what: 'title', text: 'Mine' }),
})
`

it('a plugin that asks while it starts does not get the id of what an agent asked for before', async () => {
  const made = project({
    ...actingFiles(),
    'eager.ts': EAGER,
    'promethean.config.ts': `import eager from './eager.ts'\n${actingConfig("mcp({ act: ['say'] })", 'eager()')}`,
  })
  const journal = await openSqliteJournal(join(made.folder, '.promethean', 'journal.db'))
  const data = {
    ...{ approval: 'alfa', agent: 'claude-ai 1.2', tool: 'chat_say', operation: 'say' },
    ...{ input: { text: 'Hello' }, text: 'Hello' },
    until: new Date(Date.now() + 600_000).toISOString(),
  }
  const asked = completeEvent(event('agent.requested', data), {
    ...{ source: 'promethean', received: new Date(Date.now() - 60_000) },
    ...{ redactor: new Redactor(), sessionOf: () => undefined, accountOf: () => undefined },
  })
  await journal.append([{ event: asked, verdict: { kept: true } }])
  await journal.close()

  const { operations } = await running(made)
  const waiting = async () => {
    const answer = await operations.approvals()
    return answer.done ? answer.value.map(({ id, text }) => [id, text]) : []
  }
  expect(await waiting()).toEqual([
    ['bravo', 'Mine'],
    ['alfa', 'Hello'],
  ])
})
