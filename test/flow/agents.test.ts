import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { StdioAgent } from '../support/mcp/agent.ts'
import type { TestProject } from '../support/process/promethean.ts'
import { configOf } from './own-plugins.ts'
import { command, workshop } from './workshop.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })
const { project, start } = workshop()
// An agent may use tools 120 times a minute.
const PATIENTLY = { timeout: 30_000, interval: 300 }

const USES = ["ticker({ count: 3, text: 'the moth said' })"]
const NOISY = "console.log('a config that prints')"

async function agentOf({ file }: TestProject, name?: string): Promise<StdioAgent> {
  const agent = await StdioAgent.start(file, name)
  onTestFinished(async () => void (await agent.leave()))
  return agent
}

describe('an agent, over stdin and stdout', () => {
  it('reads the chat of the running instance as data, and each use of a tool is an event', async () => {
    const stage = project({ 'promethean.config.ts': configOf(USES, '', NOISY) })
    await start(stage)
    const agent = await StdioAgent.startOwn(stage.file, 'claude-ai')
    onTestFinished(async () => void (await agent.leave()))
    await expect
      .poll(async () => (await agent.use('chat_recent')).structuredContent, PATIENTLY)
      .toMatchObject({
        untrusted: true,
        lines: [0, 1, 2].map(at => ({
          ...{ id: `twitch:chat.message:a-${at}`, platform: 'twitch', user: 'bea' },
          text: `the moth said ${at}`,
        })),
      })
    const { content, structuredContent } = await agent.use('search', { words: 'moth', limit: 2 })
    expect(content.map(({ text }) => JSON.parse(text))).toEqual([structuredContent])
    expect(structuredContent?.lines).toHaveLength(2)
    const status = await agent.use('stream_status')
    expect(status.structuredContent).toMatchObject({
      isLive: false,
      plugins: [{ id: 'ticker', state: 'connected' }],
      waiting: [],
    })
    const { lines } = await command(stage, 'events', 'agent.called', '--json')
    expect(lines[0]?.events).toContainEqual(
      expect.objectContaining({
        type: 'agent.called',
        data: { agent: 'claude-ai 1.2', tool: 'search', ok: true, ms: expect.any(Number) },
      }),
    )
    expect(agent.stray).toEqual([])
  })

  it('reads the journal while nothing runs, and says so', async () => {
    const stage = project({ 'promethean.config.ts': configOf(USES, '', NOISY) })
    const run = await start(stage)
    const agent = await agentOf(stage)
    await expect
      .poll(async () => (await agent.use('chat_recent')).structuredContent?.lines, PATIENTLY)
      .toHaveLength(3)
    await run.stop()
    const { structuredContent } = await agent.use('chat_recent', { limit: 1 })
    expect(structuredContent).toMatchObject({
      lines: [{ text: 'the moth said 2' }],
      cursor: expect.any(String),
      note: 'Promethean is not running: this is what it recorded before',
    })
    const older = await agent.use('chat_recent', { cursor: structuredContent?.cursor })
    expect(older.structuredContent?.lines).toMatchObject([
      { text: 'the moth said 0' },
      { text: 'the moth said 1' },
    ])
    // Loads the config in this very process: what that prints is not on the wire.
    const schema = await agent.use('schema', { name: 'chat.message' })
    expect(schema.structuredContent).toMatchObject({ schema: { type: 'object' } })
    expect(agent.stray).toEqual([])
    expect((await agent.use('stream_status')).structuredContent).toEqual({
      ...{ untrusted: true, plugins: [] },
      note: 'Promethean is not running: this is what it recorded before',
    })
    expect(await agent.leave()).toBe(0)
  })

  it('is told what was wrong with a call, and what to do', async () => {
    const stage = project({ 'promethean.config.ts': configOf(USES) })
    const agent = await agentOf(stage)
    const wrong = await agent.use('chat_recent', { limt: 3 })
    expect(errorOf(wrong)).toMatch(
      /^chat_recent cannot take this input; limt: unknown field; did you mean limit\? \(given: 3\); its fields are limit, /,
    )
    expect(JSON.parse(wrong.content[0]?.text ?? '')).toMatchObject({ code: 'invalid_input' })
    expect(errorOf(await agent.use('chat_recent', { limit: 1_000 }))).toBe(
      'chat_recent cannot take this input; limit: expected at most 200, got a larger number (given: 1000)',
    )
    expect(errorOf(await agent.use('chat_recent', { detail: 'some', tests: 'yes' }))).toMatch(
      /; tests: expected true or false, got a string \(given: "yes"\); detail: expected .*brief.* \(given: "some"\)$/,
    )
    expect(errorOf(await agent.use('schema', { name: 'chat.mesage' }))).toMatch(
      /^there is no event type or collection chat.mesage; .*; did you mean chat.message\?$/,
    )
    for (const name of ['__proto__', 'constructor'])
      expect(errorOf(await agent.use('schema', { name }))).toContain(`or collection ${name}; `)
    expect(errorOf(await agent.use('chat_speak'))).toMatch(
      /^there is no tool chat_speak; use one of stream_status, chat_recent, /,
    )
    expect(errorOf(await agent.use('chat_recent'))).toMatch(/^there is no journal .*first$/)
  })
})

describe('resources and prompts', () => {
  it('give an event by its id and the chat as data, and are explained as uses of tools', async () => {
    const stage = project({ 'promethean.config.ts': configOf(USES) })
    await start(stage)
    const agent = await agentOf(stage, 'claude-ai')
    await expect
      .poll(async () => (await agent.use('chat_recent')).structuredContent?.lines, PATIENTLY)
      .toHaveLength(3)
    const uri = 'promethean://events/twitch%3Achat.message%3Aa-2'
    const { result } = await agent.ask('resources/read', { uri })
    expect(dataIn(result?.contents)).toMatchObject({
      untrusted: true,
      explanation: { code: 'explained', id: 'twitch:chat.message:a-2' },
    })
    const wanted = { name: 'summarize-chat', arguments: { n: '1' } }
    const prompt = await agent.ask('prompts/get', wanted)
    const [task, data] = Object(prompt.result).messages
    expect(task.content.text).not.toContain('moth')
    expect(JSON.parse(data.content.text)).toMatchObject({
      untrusted: true,
      lines: [{ text: 'the moth said 2' }],
    })
    const ideas = await agent.ask('prompts/get', { name: 'title-ideas' })
    expect(Object(ideas.result).messages).toHaveLength(2)
    const recap = await agent.ask('prompts/get', { name: 'recap-stream' })
    expect(Object(recap.result).messages).toHaveLength(2)
    const { lines } = await command(stage, 'events', 'agent.called', '--json')
    expect(lines[0]?.events).toContainEqual(
      expect.objectContaining({ data: expect.objectContaining({ tool: 'explain', ok: true }) }),
    )
  })

  it('are listed without a trace: only what an agent does is an event', async () => {
    const stage = project({ 'promethean.config.ts': configOf(USES) })
    await start(stage)
    const agent = await agentOf(stage)
    for (const list of ['tools', 'resources', 'resources/templates', 'prompts'])
      expect(await agent.ask(`${list}/list`)).toHaveProperty('result')
    await agent.use('stream_status')
    const { lines } = await command(stage, 'events', 'agent.called', '--json')
    expect(Object(lines[0]).events).toMatchObject([{ data: { tool: 'stream_status' } }])
  })

  it('say what is not there, and what a prompt does not take', async () => {
    const stage = project({ 'promethean.config.ts': configOf(USES) })
    await start(stage)
    const agent = await agentOf(stage)
    const nowhere = [
      ...['promethean://events/none', 'promethean://events/', 'promethean://events/%'],
      ...['promethean://sessions/2020-01-01T00:00Z', 'promethean://plugins/web', 'file:///etc'],
    ]
    for (const uri of nowhere) {
      const { error } = await agent.ask('resources/read', { uri })
      expect({ uri, ...error }).toMatchObject({ message: expect.stringContaining(uri) })
    }
    const asked = async (name: string, args: object) =>
      (await agent.ask('prompts/get', { name, arguments: args })).error?.message
    for (const n of ['all', '0', '-1', '1.5', '201', '999999999', ''])
      expect(await asked('summarize-chat', { n })).toBe('n: expected a whole number from 1 to 200')
    expect(await asked('summarize-chat', { lines: '3' })).toContain('lines: unknown field')
    // Once all streams are counted, none has this name.
    await expect
      .poll(() => asked('recap-stream', { session: '2020-01-01T00:00Z' }), PATIENTLY)
      .toMatch(/^the journal has no stream /)
    expect(await asked('ban-everyone', {})).toBe(
      'there is no such prompt; use one of summarize-chat, recap-stream, title-ideas',
    )
  })
})

function dataIn(contents: unknown): unknown {
  expect(contents).toHaveLength(1)
  return JSON.parse(Object(contents)[0].text)
}

function errorOf({ isError, content }: Awaited<ReturnType<StdioAgent['use']>>): string {
  expect(isError).toBe(true)
  return JSON.parse(content[0]?.text ?? '').error
}
