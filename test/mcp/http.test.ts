import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { command, workshop } from '../flow/workshop.ts'
import { AGES, httpClient } from '../support/mcp/client.ts'
import { conformance } from '../support/mcp/conformance.ts'
import { openDoor } from '../support/mcp/door.ts'
import { inspected } from '../support/mcp/inspector.ts'
import { seenByPython } from '../support/mcp/python.ts'
import { hasPython } from '../support/mcp/tools.ts'
import { wantsPeers } from '../support/peers/suites.ts'

// Programs of others, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 })
const shop = workshop()
const CHAT = { untrusted: true, lines: [{ text: 'the moth said 1' }, { text: 'the moth said 2' }] }

describe.runIf(wantsPeers)('the clients of others, over HTTP', () => {
  it.each(AGES)("TypeScript's reads the chat as of $age", async ({ age, mode }) => {
    const { stage, url, token } = await openDoor(shop)
    const client = await httpClient(url, token, mode)
    onTestFinished(() => client.close())
    expect(client.getNegotiatedProtocolVersion()).toBe(age)
    const call = { name: 'chat_recent', arguments: { limit: 2 } }
    await expect
      .poll(async () => (await client.callTool(call)).structuredContent, { interval: 600 })
      .toMatchObject(CHAT)
    const { lines } = await command(stage, 'events', 'agent.called', '--json')
    const agent = mode === 'legacy' ? 'helper' : 'official 3.4'
    expect(lines[0]?.events).toContainEqual(
      expect.objectContaining({ data: expect.objectContaining({ agent }) }),
    )
  })

  it.runIf(hasPython)("Python's reads the chat", async () => {
    const { url, token } = await openDoor(shop)
    for (const mode of ['legacy', 'auto'] as const)
      await expect
        .poll(() => seenByPython({ mode, url, token }), { timeout: 80_000 })
        .toMatchObject({ chat: CHAT })
  })

  it("MCP Inspector's command line lists the tools", async () => {
    const { url, token } = await openDoor(shop)
    const headers = { Authorization: `Bearer ${token}` }
    const server = { type: 'streamable-http', url, headers } as const
    const { tools } = await inspected(server, '--method', 'tools/list', '--strict')
    expect(tools).toContainEqual(expect.objectContaining({ name: 'chat_recent' }))
  })

  it('the conformance suite finds no fault but where it looks for tools of its own', async () => {
    const { port, token } = await openDoor(shop)
    const failed = await conformance(port, token)
    expect(failed.size).toBeGreaterThan(60)
    const faults = [...failed].filter(([, count]) => count > 0).map(([name]) => name)
    expect(faults.filter(name => !NEEDS_OTHERS.test(name))).toEqual([])
    expect(SOUND.filter(name => failed.get(name) !== 0)).toEqual([])
  })
})

// What does not depend on which tools, resources and prompts a server has.
const SOUND = [
  ...['server-initialize', 'server-session-lifecycle', 'ping', 'caching', 'http-header-validation'],
  ...['dns-rebinding-protection', 'server-sse-multiple-streams', 'sep-2164-resource-not-found'],
  ...['tools-list', 'resources-list', 'prompts-list'],
]

// They call tools, read resources and get prompts that only the suite's example server has, or need what Promethean does
// not offer: logging, completion, subscriptions, tasks, questions to the client.
const NEEDS_OTHERS = new RegExp(
  `^(${[
    'server-stateless',
    'logging-set-level',
    'completion-complete',
    'tools-call-(image|audio|embedded-resource|mixed-content)',
    'tools-call-(with-logging|with-progress|sampling|elicitation)',
    'json-schema-2020-12',
    'elicitation-[a-z0-9-]+',
    'server-sse-polling',
    'resources-(read-text|read-binary|templates-read|subscribe|unsubscribe)',
    'prompts-get-(simple|with-args|embedded-resource|with-image)',
    'http-custom-header-server-validation',
    'tasks-[a-z-]+',
    'input-required-result-[a-z-]+',
  ].join('|')})$`,
)
