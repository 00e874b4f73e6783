import { describe, expect, it, vi } from 'vitest'
import { configOf } from '../flow/own-plugins.ts'
import { command, workshop } from '../flow/workshop.ts'
import { serverOf } from '../support/mcp/client.ts'
import { seenByPython } from '../support/mcp/python.ts'
import { hasPython } from '../support/mcp/tools.ts'
import { wantsPeers } from '../support/peers/suites.ts'

// Programs of others, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 })
const { project, start } = workshop()
const USES = ["ticker({ count: 3, text: 'the moth said' })"]

const MODES = [
  { mode: 'legacy', version: '2025-11-25' },
  { mode: 'auto', version: '2026-07-28' },
] as const

describe.runIf(wantsPeers && hasPython)("Python's client, over stdin and stdout", () => {
  it.each(MODES)('reads the chat as of $version', async ({ mode, version }) => {
    const stage = project({ 'promethean.config.ts': configOf(USES) })
    await start(stage)
    const seen = () => seenByPython({ mode, stdio: serverOf(stage.file) })
    await expect.poll(seen, { timeout: 100_000 }).toMatchObject({
      version,
      tools: expect.arrayContaining(['chat_recent', 'search', 'explain']),
      templates: ['promethean://events/{id}', 'promethean://sessions/{id}'],
      chat: { untrusted: true, lines: [{ text: 'the moth said 1' }, { text: 'the moth said 2' }] },
      prompt: { untrusted: true, lines: [{ text: 'the moth said 2' }] },
    })
    const { lines } = await command(stage, 'events', 'agent.called', '--json')
    expect(lines[0]?.events).toContainEqual(
      expect.objectContaining({ data: expect.objectContaining({ agent: 'python 5.6' }) }),
    )
  })
})
