import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { actingFiles, left, refused, told, toolsOf } from '../support/mcp/acting.ts'
import { StdioAgent } from '../support/mcp/agent.ts'
import type { TestProject } from '../support/process/promethean.ts'
import { configOf } from './own-plugins.ts'
import { command, exported, workshop } from './workshop.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 90_000 })
const { project, start } = workshop()
// An agent may use tools 120 times a minute.
const PATIENTLY = { timeout: 30_000, interval: 300 }

function stage(...uses: string[]): TestProject {
  return project(actingFiles(...uses))
}

async function agentOf({ file }: TestProject, name = 'claude-ai'): Promise<StdioAgent> {
  const agent = await StdioAgent.start(file, name)
  onTestFinished(async () => void (await agent.leave()))
  return agent
}

describe('an agent that may say something', () => {
  it('is told that it waits; once the streamer approves, it is said, and explained', async () => {
    const made = stage("mcp({ act: ['say'] })")
    await start(made)
    const agent = await agentOf(made)
    expect(await toolsOf(agent)).toEqual(expect.arrayContaining(['chat_say', 'approval_wait']))
    const foretold = await agent.use('chat_say', { text: 'Welcome, all', dryRun: true })
    expect(told(foretold)).toEqual({ status: 'dry', what: 'say it on twitch in ann', waits: true })
    const wish = { text: 'Welcome, all', reason: 'a raid came in' }
    const asked = told(await agent.use('chat_say', wish))
    expect(asked).toMatchObject({ status: 'waiting', approval: 'alfa', until: expect.any(String) })
    expect(told(await agent.use('approval_wait', { approval: 'alfa', wait: 0 }))).toMatchObject({
      ...{ approval: 'alfa', status: 'waiting' },
    })
    const { lines } = await command(made, 'approvals', '--json')
    expect(lines).toMatchObject([
      {
        ...{ id: 'alfa', plugin: 'mcp', what: 'message', text: 'Welcome, all' },
        agent: {
          ...{ name: 'claude-ai 1.2', tool: 'chat_say', reason: 'a raid came in' },
          input: { text: 'Welcome, all' },
        },
      },
    ])
    const listed = await command(made, 'approvals')
    expect(listed.text).toContain('message of mcp: Welcome, all')
    expect(listed.text).toContain('claude-ai 1.2 asks')
    expect(listed.text).toMatch(/why +\| a raid came in$/m)
    expect(left(made)).toEqual([])
    const outcome = agent.use('approval_wait', { approval: 'alfa' })
    expect((await command(made, 'approve', 'alfa')).exitCode).toBe(0)
    expect(told(await outcome)).toMatchObject({
      ...{ approval: 'alfa', status: 'approved', by: 'terminal' },
      result: { status: 'sent', text: 'Welcome, all' },
    })
    expect(left(made)).toEqual(['Welcome, all'])
    const kept = await exported(made)
    const request = kept.find(({ type }) => type === 'agent.requested')
    const call = kept.find(({ id }) => id === request?.cause)
    expect(call).toMatchObject({
      ...{ type: 'agent.called' },
      data: { agent: 'claude-ai 1.2', tool: 'chat_say', ok: true },
    })
    expect(kept).toContainEqual(
      expect.objectContaining({
        ...{ type: 'agent.decided', cause: request?.id },
        data: { approval: 'alfa', decision: 'approved', by: 'terminal' },
      }),
    )
    expect(kept).toContainEqual(
      expect.objectContaining({
        ...{ type: 'operation.requested', cause: request?.id },
        data: { operation: 'say', by: 'mcp', kind: 'agent', input: { text: 'Welcome, all' } },
      }),
    )
    expect(kept.find(({ type }) => type === 'chat.sent')).toMatchObject({
      cause: kept.find(({ type }) => type === 'operation.requested')?.id,
      data: { plugin: 'mcp' },
    })
  })

  it('says what the streamer wrote instead, and nothing that was dropped', async () => {
    const made = stage("mcp({ act: ['say'] })")
    await start(made)
    const agent = await agentOf(made)
    await agent.use('chat_say', { text: 'Hello there' })
    await agent.use('chat_say', { text: 'Good night' })
    await command(made, 'drop', 'bravo')
    await command(made, 'approve', 'alfa', '--text', 'Hello, moths')
    expect(told(await agent.use('approval_wait', { approval: 'alfa' }))).toMatchObject({
      result: { status: 'sent', text: 'Hello, moths' },
    })
    expect(told(await agent.use('approval_wait', { approval: 'bravo' }))).toEqual({
      ...{ approval: 'bravo', status: 'dropped', by: 'terminal' },
    })
    expect(left(made)).toEqual(['Hello, moths'])
  })

  it('waits on after a restart, under the same id, and is said once', async () => {
    const made = stage("mcp({ act: ['say'] })")
    const first = await start(made)
    const agent = await agentOf(made)
    await agent.use('chat_say', { text: 'Back soon' })
    // Nothing of it is only in memory.
    await first.kill()
    await start(made)
    expect((await command(made, 'approvals', '--json')).lines).toMatchObject([
      { id: 'alfa', text: 'Back soon', agent: { name: 'claude-ai 1.2' } },
    ])
    // A new one does not get the id of one that waits.
    expect(told(await agent.use('chat_say', { text: 'And me' }))).toMatchObject({
      approval: 'bravo',
    })
    await command(made, 'approve', 'alfa')
    await expect.poll(() => left(made), PATIENTLY).toEqual(['Back soon'])
    expect((await command(made, 'approve', 'alfa')).exitCode).toBe(1)
  })

  it('says it at once where the config needs no approval, within its budget, and not while muted', async () => {
    const made = stage("mcp({ act: ['say'], approve: false, budget: { perMinute: 2 } })")
    await start(made)
    const agent = await agentOf(made)
    expect(told(await agent.use('chat_say', { text: 'One' }))).toMatchObject({ status: 'sent' })
    await command(made, 'mute', 'mcp')
    expect(refused(await agent.use('chat_say', { text: 'Hush' }))).toMatch(/mcp is muted/)
    await command(made, 'unmute', 'mcp')
    expect(told(await agent.use('chat_say', { text: 'Two' }))).toMatchObject({ status: 'sent' })
    expect(refused(await agent.use('chat_say', { text: 'Three' }))).toMatch(
      /^cannot do it now; an agent may do 2 such things a minute; try again in \d+ s$/,
    )
    // What cannot be said counts as nothing, and a link of a model is never said.
    const other = await agentOf(made, 'other')
    expect(told(await other.use('chat_say', { text: 'see https://moth.example' }))).toMatchObject({
      ...{ status: 'dropped', reason: 'link' },
    })
    expect(left(made)).toEqual(['One', 'Two'])
  })
})

const EVERYTHING = `[
  'say', 'title', 'action', 'scene', 'showSource', 'setText', 'startStream', 'stopStream',
  'delete', 'timeout', 'untimeout', 'shoutout',
]`

it('an agent that may do everything does each thing by its tool', async () => {
  const made = stage(`mcp({ act: ${EVERYTHING}, approve: false, budget: { perMinute: 60 } })`)
  await start(made)
  const agent = await agentOf(made)
  const does = async (tool: string, input: object, gone: string) => {
    expect(told(await agent.use(tool, input))).toMatchObject({ status: 'done' })
    expect(left(made).at(-1)).toBe(gone)
  }
  await does('title_set', { text: 'A quiet evening' }, 'title A quiet evening')
  await does('stream_control', { do: 'scene', name: 'Pause' }, 'scene Pause')
  await does('stream_control', { do: 'show', name: 'Clock' }, 'show Clock')
  await does('stream_control', { do: 'hide', name: 'Clock' }, 'hide Clock')
  await does('stream_control', { do: 'text', name: 'Goal', text: 'Half' }, 'text Goal Half')
  await does('stream_control', { do: 'start' }, 'start')
  await does('stream_control', { do: 'stop' }, 'stop')
  await does(
    'action_run',
    { name: 'Flash', args: { color: 'red' } },
    'action Flash {"color":"red"}',
  )
  await does('moderate', { do: 'timeout', user: 'bea', seconds: 60 }, 'timeout bea 60s')
  await does('moderate', { do: 'untimeout', user: 'bea' }, 'untimeout bea')
  await does('moderate', { do: 'shoutout', user: 'cleo' }, 'shoutout cleo')
  const id = 'twitch:chat.message:line-1'
  await does('moderate', { do: 'delete', id }, 'delete line-1')
  expect(refused(await agent.use('stream_control', { do: 'scene' }))).toMatch(
    /; name: expected a string, got nothing$/,
  )
  expect(refused(await agent.use('moderate', { do: 'ban', user: 'bea' }))).toMatch(
    /; do: expected .* \(given: "ban"\)$/,
  )
})

it('a streamer reads which message would be deleted, and may write another title', async () => {
  const made = stage("mcp({ act: ['delete', 'title'] })")
  await start(made)
  const agent = await agentOf(made)
  const id = 'twitch:chat.message:line-1'
  const answer = told(await agent.use('moderate', { do: 'delete', id }))
  // What a viewer wrote is no part of a sentence to an agent.
  expect(answer).toMatchObject({ status: 'waiting', what: 'delete the message' })
  await agent.use('title_set', { text: 'A quiet evening' })
  expect((await command(made, 'approvals', '--json')).lines).toMatchObject([
    { id: 'alfa', what: 'deletion', text: 'delete the message of Bea: hello there' },
    { id: 'bravo', what: 'title', text: 'A quiet evening' },
  ])
  expect((await command(made, 'approve', 'alfa', '--text', 'x')).text).toContain('no other text')
  const tooLong = await command(made, 'approve', 'bravo', '--text', 'long '.repeat(60))
  expect(tooLong.text).toContain('only 140 are allowed')
  expect(left(made)).toEqual([])
  await command(made, 'approve', 'bravo', '--text', 'A loud evening')
  expect(told(await agent.use('approval_wait', { approval: 'bravo' }))).toMatchObject({
    result: { status: 'done' },
  })
  expect(left(made)).toEqual(['title A loud evening'])
  // Of what may be done some is not offered.
  expect(refused(await agent.use('moderate', { do: 'timeout', user: 'bea' }))).toContain(
    "mcp({ act: ['timeout'] })",
  )
})

it('what the streamer writes instead and cannot be used leaves the request pending', async () => {
  const made = stage("mcp({ act: ['say', 'title', 'note'] })")
  await start(made)
  const agent = await agentOf(made)
  await agent.use('chat_say', { text: 'Hello' })
  await agent.use('title_set', { text: 'A quiet evening' })
  await agent.use('memory_note', { text: 'They laughed' })
  const invisible = '\u200B\u2060'
  for (const [id, text, why] of [
    ['alfa', invisible, 'it has no visible characters'],
    ['alfa', 'see moths.example', 'it holds a link'],
    ['alfa', 'moth '.repeat(600), 'it would need more than five messages'],
    ['alfa', 'log in with password=hunter2hunter2', 'it holds a secret'],
    ['bravo', invisible, 'it has no visible characters'],
    ['charlie', invisible, 'it has no visible characters'],
    ['charlie', 'x'.repeat(2_001), 'it has 2001 characters, and only 2000 are allowed'],
  ] as const) {
    const { exitCode, text: said } = await command(made, 'approve', id, '--text', text)
    expect([exitCode, said]).toEqual([
      1,
      expect.stringMatching(`cannot be changed to this: ${why}`),
    ])
  }
  expect((await command(made, 'approvals', '--json')).lines.map(({ id }) => id)).toEqual([
    ...['alfa', 'bravo', 'charlie'],
  ])
  await command(made, 'approve', 'charlie', '--text', 'x'.repeat(2_000))
  expect(told(await agent.use('approval_wait', { approval: 'charlie' }))).toMatchObject({
    result: { status: 'done' },
  })
  expect(left(made)).toEqual([])
})

it('the broadcaster decides in chat, and nobody else', async () => {
  const made = stage("mcp({ act: ['say', 'shoutout'] })")
  await start(made)
  const agent = await agentOf(made)
  await agent.use('chat_say', { text: 'Welcome, all' })
  await agent.use('moderate', { do: 'shoutout', user: 'cleo' })
  await agent.use('chat_say', { text: 'Good night' })
  await agent.use('chat_say', { text: 'see moth.example' })
  const roles = ['broadcaster']
  made.write(
    'chat.json',
    JSON.stringify([
      { roles: ['moderator'], text: '!ok alfa' },
      { roles: [], text: '!ok alfa' },
      { roles, text: '!ok alfa', channel: 'dora' },
      { roles, text: '!ok alfa', test: true },
      { roles, text: 'no !ok alfa' },
      { roles, text: '!no bravo' },
      { roles, text: '!OK Charlie' },
      { roles, text: '!ok delta' },
      { roles, text: '!ok' },
    ]),
  )
  expect(told(await agent.use('approval_wait', { approval: 'charlie' }))).toMatchObject({
    ...{ status: 'approved', by: 'ann', result: { status: 'sent' } },
  })
  // Without an id the last one that waits.
  expect(told(await agent.use('approval_wait', { approval: 'alfa' }))).toMatchObject({
    ...{ status: 'approved', by: 'ann' },
  })
  expect(told(await agent.use('approval_wait', { approval: 'bravo' }))).toMatchObject({
    ...{ status: 'dropped', by: 'ann' },
  })
  await expect
    .poll(() => left(made).toSorted(), PATIENTLY)
    .toEqual(
      [
        'bravo is dropped',
        'charlie is approved',
        'alfa is approved',
        // Why is nothing for viewers.
        'delta is approved, but was not done',
        'Good night',
        'Welcome, all',
      ].toSorted(),
    )
})

it('a simulated line that would decide is explained: it decides nothing', async () => {
  const made = stage("mcp({ act: ['say'] })")
  await start(made)
  const agent = await agentOf(made)
  await agent.use('chat_say', { text: 'Welcome, all' })
  const line = { roles: ['broadcaster'], text: '!ok', test: true }
  made.write('chat.json', JSON.stringify([line]))
  const explained = async () => {
    const { lines } = await command(made, 'explain', 'twitch:chat.message:typed-0', '--json')
    return lines[0]?.notes
  }
  await expect.poll(explained, PATIENTLY).toMatchObject([
    {
      plugin: 'promethean',
      text: 'decided nothing: a simulated line approves and drops nothing that waits',
    },
  ])
  expect((await command(made, 'approvals', '--json')).lines).toMatchObject([{ id: 'alfa' }])
})

it('a text that is said in several lines counts as so many', async () => {
  const made = stage("mcp({ act: ['say'], approve: false, budget: { perMinute: 4 } })")
  const first = await start(made)
  const agent = await agentOf(made)
  const long = 'a quiet evening '.repeat(70)
  expect(told(await agent.use('chat_say', { text: long }))).toMatchObject({ status: 'sent' })
  expect(left(made)).toHaveLength(3)
  expect(refused(await agent.use('chat_say', { text: long }))).toMatch(
    /; it is 3 lines, and an agent may do 4 lines or other acts a minute; try again in \d+ s$/,
  )
  await first.stop()
  await start(made)
  expect(told(await agent.use('chat_say', { text: 'One' }))).toMatchObject({ status: 'sent' })
  expect(refused(await agent.use('chat_say', { text: 'Two' }))).toMatch(/4 such things a minute/)
})

it('a rule of a chat bot may not be named like the commands of the broadcaster', async () => {
  const bot = "chatBot({ rules: [{ on: '!fine', aliases: ['!OK'], reply: 'x' }] })"
  const imports = "import { chatBot, mcp } from '@promethean/plugins'"
  const alone = project({ 'promethean.config.ts': configOf([bot], '', imports) })
  expect((await command(alone, 'check')).text).not.toContain('!ok')
  const both = project({ 'promethean.config.ts': configOf([bot, 'mcp()'], '', imports) })
  const checked = await command(both, 'check')
  expect(checked.exitCode).toBe(1)
  expect(checked.text).toMatch(
    /rules\[0\]\.aliases\[0\] +!ok decides what agents may do; choose another command/,
  )
})

it('an agent that may do nothing finds no tool for it, and is told what would allow it', async () => {
  const made = stage()
  await start(made)
  const agent = await agentOf(made)
  expect(await toolsOf(agent)).not.toContain('chat_say')
  expect(await toolsOf(agent)).not.toContain('approval_wait')
  expect(refused(await agent.use('chat_say', { text: 'Hello' }))).toBe(
    "agents may not say here; the config does not allow it; the streamer can allow it with mcp({ act: ['say'] })",
  )
  for (const never of ['approve', 'drop', 'unmute', 'agentCall'])
    expect(refused(await agent.use(never, { which: 'alfa' }))).toMatch(/^there is no tool /)
  expect(left(made)).toEqual([])
})
