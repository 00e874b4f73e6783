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
    'delete', 'timeout', 'untimeout', 'shoutout', 'note',
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
  ['memory_note', { text: 'They laughed' }],
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
    for (const [tool, input] of ACTS) {
      // No plugin writes it.
      if (tool === 'memory_note' && plugin === 'platform') continue
      await refuses(tool, input)
      await refuses(tool, { ...input, dryRun: true })
    }
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
  for (let turn = 0; turn < 20; turn++)
    await call('chat_say', { text: `Hello ${turn}` }, turn < 10 ? 'one' : 'two')
  for (const dryRun of [true, false]) {
    await refuses('chat_say', { text: 'One more', dryRun }, 'three')
    expect(answers.at(-1)).toMatch(
      /all agents together may have 20 requests pending.*tell the streamer, who decides on them, and try again after that; the first of them expires in 15 min/,
    )
  }
  for (const answer of answers) expect(answer).not.toMatch(/unmute|promethean approve|drop/)
})

/** Wants something of its own for each line of chat. */
const TITLER = `
import { Approval, ChatOutput, definePlugin, inOrder, TitleTarget } from 'promethean'
export default definePlugin({
  name: 'titler',
  needs: { approval: Approval, chat: ChatOutput, title: TitleTarget },
  setup: ({ on, ports, note }) =>
    on('chat.message').pipe(
      inOrder(async event => {
        const outcome = await ports.title.setTitle(event.data.text)
        note(event, outcome.done ? 'set' : outcome.message)
        void ports.approval.ask({ what: 'title', text: event.data.text })
        return ports.chat.say('Hello', { to: event })
      }),
    ),
})
`

it('nothing that an agent reads tells it how to undo a mute, or how to approve', async () => {
  const { operations, call } = await running(
    project({
      ...actingFiles(),
      'titler.ts': TITLER,
      'promethean.config.ts': `import titler from './titler.ts'\n${actingConfig(EVERYTHING, 'titler()')}`,
    }),
  )
  const asked = Object(await call('chat_say', { text: 'Hello' })).value
  await operations.mute()
  await operations.title({ text: 'A quiet evening' })
  await operations.say({ text: 'Hello' })
  const data = {
    messageId: 'm-2',
    text: 'Moths',
    user: { id: '7', name: 'bea', displayName: 'Bea', roles: [] },
  }
  await operations.fire({ type: 'chat.message', platform: 'twitch', data })
  await operations.approve({ which: asked.approval })
  const all = async () => {
    const found = await operations.events({ all: true, tests: true, limit: 200 })
    return found.done ? found.value.events : []
  }
  await vi.waitFor(async () =>
    expect((await all()).map(({ type }) => type)).toEqual(
      expect.arrayContaining(['agent.failed', 'chat.dropped', 'operation.requested']),
    ),
  )
  const { value: tools } = Object(await operations.agentTools())
  const reading: readonly string[] = tools
    .filter((one: { annotations: object }) => Object(one.annotations).readOnlyHint)
    .map(({ name }: { name: string }) => name)
  const inputs: Readonly<Record<string, readonly object[]>> = {
    search: [{ words: 'moths', tests: true, detail: 'full' }],
    user_history: [{ user: 'bea', tests: true }],
    events: [{ detail: 'full', tests: true, dropped: true, limit: 200 }],
    chat_recent: [{ detail: 'full', tests: true, dropped: true }],
    explain: (await all()).map(({ id }) => ({ id })),
    schema: [{}, { name: 'agent.requested' }, { name: 'chat.dropped' }],
    approval_wait: [{ approval: asked.approval }, { approval: 'zulu', wait: 0 }],
  }
  const answers: string[] = []
  for (const tool of reading)
    for (const input of inputs[tool] ?? [{}]) answers.push(JSON.stringify(await call(tool, input)))
  // What is looked for is there.
  expect(answers.join()).toMatch(/did not set the title: everything is muted/)
  for (const answer of answers) expect(answer).not.toMatch(/unmute|promethean (approve|drop)|![on]/)
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
