import { expect, it, onTestFinished, vi } from 'vitest'
import { actingFiles, left, refused, told } from '../support/mcp/acting.ts'
import { StdioAgent } from '../support/mcp/agent.ts'
import { configOf } from './own-plugins.ts'
import { command, workshop } from './workshop.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 90_000 })
const { project, start } = workshop()
// An agent may use tools 120 times a minute.
const PATIENTLY = { timeout: 30_000, interval: 300 }

const LINE = `{
  type: 'chat.message', platform: 'twitch', channel: 'ann',
  data: { messageId: 'm-1', text: 'the moth said', user: { id: '7', name: 'bea', displayName: 'Bea', roles: [] } },
}`

/** An agent on a stream that is only invented. */
async function invented() {
  const imports = "import { simulator } from '@promethean/plugins'"
  const uses = [`simulator({ script: [{ at: '1ms', event: ${LINE} }] })`]
  const stage = project({ 'promethean.config.ts': configOf(uses, '', imports) })
  await start(stage)
  const agent = await StdioAgent.start(stage.file)
  onTestFinished(async () => void (await agent.leave()))
  const use = async (tool: string, input: object = {}) => told(await agent.use(tool, input))
  await expect
    .poll(async () => (await use('chat_recent', { tests: true })).lines, PATIENTLY)
    .toMatchObject([{ text: 'the moth said' }])
  const prompt = async (name: string, args: object = {}) => {
    const { result } = await agent.ask('prompts/get', { name, arguments: args })
    return JSON.parse(Object(result).messages[1].content.text)
  }
  return { agent, stage, use, prompt }
}

it('on a stream that is only invented every empty answer says how much was left out, and what shows it', async () => {
  const { agent, stage, use, prompt } = await invented()
  const hidden = { tests: 1, advice: 'ask with tests: true' }
  for (const [tool, input] of [
    ['chat_recent', {}],
    ['search', { words: 'moth' }],
    ['events', { types: ['chat.message'] }],
  ] as const)
    expect(await use(tool, input)).toMatchObject({ hidden })
  await expect
    .poll(async () => refused(await agent.use('user_history', { user: 'bea' })), PATIENTLY)
    .toMatch(/; only test events tell of one, with 1 message; add tests: true to include them$/)
  const dry = await command(stage, 'say', 'Hi', '--platform', 'twitch', '--dry')
  expect(dry.text).toMatch(/^dry: would be captured by simulator on twitch in /m)
  const outside = { tests: 1, advice: expect.stringContaining('belong to no stream') }
  expect(await use('session_summary')).toMatchObject({ sessions: [], hidden: outside })
  expect(await prompt('summarize-chat')).toMatchObject({ lines: [], hidden })
  expect(await prompt('recap-stream')).toMatchObject({ sessions: [], hidden: outside })
  expect(await prompt('title-ideas')).toMatchObject({ lines: [], hidden })
})

it('with tests, every tool and prompt shows what is invented', async () => {
  const { use, prompt } = await invented()
  const tests = true
  const lines = [{ text: 'the moth said' }]
  expect(await use('search', { words: 'moth', tests })).toMatchObject({ lines })
  expect(await use('events', { types: ['chat.message'], tests })).toMatchObject({
    events: [{ text: 'the moth said' }],
  })
  await expect
    .poll(() => use('user_history', { user: 'bea', tests }).catch(String), PATIENTLY)
    .toMatchObject({ viewers: [{ lastLines: lines }] })
  expect(await prompt('summarize-chat', { tests: 'true' })).toMatchObject({ lines })
  expect(await prompt('title-ideas', { tests: 'true' })).toMatchObject({ lines })
  expect(await prompt('recap-stream', { tests: 'true' })).toMatchObject({ events: [] })
})

it('what only a simulated viewer reads uses up nothing of the evening, after a restart either', async () => {
  const acts = "mcp({ act: ['say'], approve: false, budget: { perSession: 1 } })"
  const files = actingFiles(acts, `simulator({ script: [{ at: '1ms', event: ${LINE} }] })`)
  const imports = "import { simulator } from '@promethean/plugins'\n"
  const config = `${imports}${files['promethean.config.ts']}`
  const stage = project({ ...files, 'promethean.config.ts': config })
  const first = await start(stage)
  const agent = await StdioAgent.start(stage.file)
  onTestFinished(async () => void (await agent.leave()))
  const invented = { tests: true, user: 'bea' }
  const seen = async () => Object(told(await agent.use('chat_recent', invented)).lines)
  await expect.poll(async () => (await seen()).length, PATIENTLY).toBeGreaterThan(1)
  const line = (await seen()).find(({ text }: { text: string }) => text === 'the moth said')
  expect(told(await agent.use('chat_say', { text: 'Hi', replyTo: line.id }))).toMatchObject({
    ...{ status: 'sent', capturedBy: 'simulator' },
  })
  // It has a budget of its own, of the same size.
  expect(refused(await agent.use('chat_say', { text: 'Hi', replyTo: line.id }))).toMatch(
    /may do 1 such things/,
  )
  await first.stop()
  await start(stage)
  expect(told(await agent.use('chat_say', { text: 'Welcome' }))).toMatchObject({ status: 'sent' })
  expect(refused(await agent.use('chat_say', { text: 'Again' }))).toMatch(/may do 1 such things/)
  expect(left(stage)).toEqual(['Welcome'])
})

it('an agent that may mean several platforms is told which ones there are', async () => {
  const imports = "import { mcp, simulator } from '@promethean/plugins'"
  const uses = ['simulator({ rate: 0.001 })', "mcp({ act: ['say'], approve: false })"]
  const stage = project({ 'promethean.config.ts': configOf(uses, '', imports) })
  await start(stage)
  const agent = await StdioAgent.start(stage.file)
  onTestFinished(async () => void (await agent.leave()))
  expect(refused(await agent.use('chat_say', { text: 'Hi' }))).toMatch(
    /^chat_say cannot take this input; platform: choose a platform: twitch, youtube/,
  )
  expect(told(await agent.use('chat_say', { text: 'Hi', platform: 'twitch' }))).toMatchObject({
    ...{ status: 'sent', capturedBy: 'simulator' },
  })
})
