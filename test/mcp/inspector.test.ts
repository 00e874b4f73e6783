import { describe, expect, it, vi } from 'vitest'
import { configOf } from '../flow/own-plugins.ts'
import { workshop } from '../flow/workshop.ts'
import { serverOf } from '../support/mcp/client.ts'
import { inspected } from '../support/mcp/inspector.ts'
import { wantsPeers } from '../support/peers/suites.ts'

// Programs of others, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 })
const { project, start } = workshop()
const USES = ["ticker({ count: 3, text: 'the moth said' })"]

describe.runIf(wantsPeers)("MCP Inspector's command line, over stdin and stdout", () => {
  it('lists tools whose schemas every client can read, resources and prompts', async () => {
    const stage = project({ 'promethean.config.ts': configOf(USES) })
    const server = serverOf(stage.file)
    // Strict: it fails at what some client cannot read.
    const { tools } = await inspected(server, '--method', 'tools/list', '--strict')
    expect(tools).toContainEqual(expect.objectContaining({ name: 'chat_recent' }))
    const { resourceTemplates } = await inspected(server, '--method', 'resources/templates/list')
    expect(resourceTemplates).toHaveLength(2)
    const { prompts } = await inspected(server, '--method', 'prompts/list')
    expect(prompts).toHaveLength(3)
  })

  it('uses a tool and gets a prompt', async () => {
    const stage = project({ 'promethean.config.ts': configOf(USES) })
    await start(stage)
    const server = serverOf(stage.file)
    const words = ['--tool-name', 'search', '--tool-arg', 'words=moth', 'limit=2']
    const found = () => inspected(server, '--method', 'tools/call', ...words)
    await expect.poll(found, { timeout: 100_000 }).toMatchObject({
      structuredContent: { untrusted: true, lines: [{}, {}] },
    })
    const recap = ['--prompt-name', 'summarize-chat', '--prompt-args', 'n=1']
    const { messages } = await inspected(server, '--method', 'prompts/get', ...recap)
    expect(messages).toHaveLength(2)
  })
})
