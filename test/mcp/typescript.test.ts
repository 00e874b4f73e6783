import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { configOf } from '../flow/own-plugins.ts'
import { command, workshop } from '../flow/workshop.ts'
import { actingConfig, actingFiles, left } from '../support/mcp/acting.ts'
import { AGES, type McpClient, type Mode, stdioClient } from '../support/mcp/client.ts'
import { wantsPeers } from '../support/peers/suites.ts'
import type { TestProject } from '../support/process/promethean.ts'

// Programs of others, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 })
const { project, start } = workshop()
const PATIENTLY = { timeout: 60_000, interval: 600 }
const USES = ["ticker({ count: 3, text: 'the moth said' })"]

async function clientOf({ file }: TestProject, mode: Mode, name?: string): Promise<McpClient> {
  const client = await stdioClient(file, mode, name === undefined ? {} : { name })
  onTestFinished(() => client.close())
  return client
}

async function running(): Promise<TestProject> {
  const stage = project({ 'promethean.config.ts': configOf(USES) })
  await start(stage)
  return stage
}

async function callers(stage: TestProject): Promise<readonly unknown[]> {
  const { lines } = await command(stage, 'events', 'agent.called', '--json')
  const events: readonly { data: { agent: string } }[] = Object(lines[0]).events
  return events.map(({ data }) => data.agent)
}

describe.runIf(wantsPeers)('the official client of TypeScript, over stdin and stdout', () => {
  it.each(AGES)(
    'reads the chat as of $age, and is called by its own name',
    async ({ age, mode }) => {
      const stage = await running()
      const client = await clientOf(stage, mode)
      expect(client.getNegotiatedProtocolVersion()).toBe(age)
      expect((await client.listTools()).tools.map(({ name }) => name)).toContain('chat_recent')
      await expect
        .poll(
          async () => (await client.callTool({ name: 'chat_recent' })).structuredContent,
          PATIENTLY,
        )
        .toMatchObject({
          untrusted: true,
          lines: [0, 1, 2].map(at => ({ text: `the moth said ${at}` })),
        })
      const refused = await client.callTool({ name: 'chat_recent', arguments: { limt: 1 } })
      expect(refused.isError).toBe(true)
      expect(new Set(await callers(stage))).toEqual(new Set(['official 3.4']))
    },
  )

  it.each(AGES)('gets resources and prompts as of $age', async ({ mode }) => {
    const stage = await running()
    const client = await clientOf(stage, mode)
    const { resourceTemplates } = await client.listResourceTemplates()
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual([
      'promethean://events/{id}',
      'promethean://sessions/{id}',
    ])
    expect(await client.listResources()).toMatchObject({ resources: [] })
    const id = 'twitch:chat.message:a-1'
    const uri = `promethean://events/${encodeURIComponent(id)}`
    const read = async () =>
      JSON.parse((await client.readResource({ uri })).contents[0]?.text ?? '')
    await expect
      .poll(() => read().catch(String), PATIENTLY)
      .toMatchObject({
        untrusted: true,
        explanation: { code: 'explained', id, event: { data: { text: 'the moth said 1' } } },
      })
    await expect(client.readResource({ uri: 'promethean://events/none' })).rejects.toThrow()
    const { prompts } = await client.listPrompts()
    expect(prompts.map(({ name }) => name)).toEqual([
      'summarize-chat',
      'recap-stream',
      'title-ideas',
    ])
    const { messages } = await client.getPrompt({ name: 'summarize-chat', arguments: { n: '2' } })
    expect(JSON.parse(messages[1]?.content.text ?? '')).toMatchObject({
      untrusted: true,
      lines: [{ text: 'the moth said 1' }, { text: 'the moth said 2' }],
    })
    await expect(
      client.getPrompt({ name: 'summarize-chat', arguments: { n: 'many' } }),
    ).rejects.toThrow('n: expected a whole number from 1 to 200')
  })

  it.each(AGES)('is told when tools appear and vanish as of $age', async ({ mode }) => {
    const stage = project(actingFiles("mcp({ act: ['say'] })"))
    const heard: boolean[] = []
    const onChanged = (_: unknown, tools: readonly { readonly name: string }[] | null) =>
      void heard.push(tools?.some(({ name }) => name === 'chat_say') === true)
    const client = await stdioClient(stage.file, mode, { listChanged: { tools: { onChanged } } })
    onTestFinished(() => client.close())
    expect((await client.listTools()).tools.map(({ name }) => name)).not.toContain('chat_say')
    const run = await start(stage)
    await expect.poll(() => heard, PATIENTLY).toEqual([true])
    stage.write('promethean.config.ts', actingConfig("mcp({ act: ['title'] })"))
    await expect.poll(() => heard, PATIENTLY).toEqual([true, false])
    await run.stop()
    await expect.poll(() => heard, PATIENTLY).toEqual([true, false, false])
  })

  it.each(AGES)('asks the person in front of it as of $age', async ({ mode }) => {
    const stage = project(actingFiles("mcp({ act: ['say'], approve: 'client' })"))
    await start(stage)
    const client = await stdioClient(stage.file, mode, { capabilities: { elicitation: {} } })
    onTestFinished(() => client.close())
    const answer = await client.callTool({ name: 'chat_say', arguments: { text: 'Hello' } })
    expect(answer.structuredContent).toMatchObject({ status: 'approved', by: 'client' })
    expect(left(stage)).toEqual(['Hello'])
  })

  it.each(AGES)(
    'cannot write a long or strange name into the journal as of $age',
    async ({ mode }) => {
      const stage = await running()
      const client = await clientOf(stage, mode, `bad\u001b[2J\r\nname\u202e${'x'.repeat(100)}`)
      await client.callTool({ name: 'chat_recent' })
      expect(await callers(stage)).toEqual([`bad [2J name ${'x'.repeat(47)}`])
    },
  )
})
