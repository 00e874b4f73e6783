import { describe, expect, it, vi } from 'vitest'
import { actingConfig, actingFiles, left, refused, told, toolsOf } from '../support/mcp/acting.ts'
import { agentToken, HttpAgent } from '../support/mcp/http-agent.ts'
import { freePort } from '../support/process/child.ts'
import { LOADER } from '../support/process/node.ts'
import { ownProcess, runProcess } from '../support/process/promethean.ts'
import { configOf } from './own-plugins.ts'
import { command, workshop } from './workshop.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 })
const { project, start } = workshop()

const WEB = "import { web } from '@promethean/plugins'"
const CALL = {
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name: 'chat_recent', arguments: {} },
}

/** An instance with a page, and what asks it. */
async function opened() {
  const port = await freePort()
  const uses = ["ticker({ count: 3, text: 'the moth said' })", `web({ port: ${port} })`]
  const stage = project({ 'promethean.config.ts': configOf(uses, '', WEB) })
  await start(stage)
  const tokenOf = async (...args: string[]): Promise<string> => {
    const { lines } = await command(stage, 'dock', '--json', ...args)
    return String(lines.find(({ code }) => code === 'dock')?.token)
  }
  const ask = (path: string, token: string | undefined, more: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      body: JSON.stringify(CALL),
      ...more,
      headers: {
        'Content-Type': 'application/json',
        Accept: 'application/json, text/event-stream',
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...more.headers,
      },
    })
  return { stage, port, tokenOf, ask }
}

describe('an agent, over HTTP', () => {
  it('reads the chat with a token of its own, under whose name its calls are stored', async () => {
    const { stage, tokenOf, ask } = await opened()
    const token = await tokenOf('--token', 'helper', '--agent')
    const lines = async () => {
      const answer = await ask('/mcp', token)
      const data = (await answer.text()).split('\n').find(line => line.startsWith('data: {'))
      return JSON.parse(data?.slice('data: '.length) ?? '{}').result?.structuredContent
    }
    await expect.poll(lines, { interval: 300 }).toMatchObject({
      untrusted: true,
      lines: [0, 1, 2].map(at => ({ text: `the moth said ${at}` })),
    })
    const { lines: printed } = await command(stage, 'events', 'agent.called', '--json')
    expect(printed[0]?.events).toContainEqual(
      expect.objectContaining({ data: expect.objectContaining({ agent: 'helper', ok: true }) }),
    )
  })

  it('opens nothing else with its token, and no other token opens this door', async () => {
    const { tokenOf, ask, stage } = await opened()
    const dock = await tokenOf()
    const overlay = await tokenOf('--token', 'clock', '--overlay')
    const agent = await tokenOf('--token', 'helper', '--agent')
    for (const token of [undefined, 'x'.repeat(43), dock, overlay])
      expect((await ask('/mcp', token)).status).toBe(401)
    const elsewhere = await ask('/api/status', agent, { body: '{}' })
    expect(elsewhere.status).toBe(401)
    expect(Object(await elsewhere.json()).message).toBe(
      'cannot answer with this token: it is for an agent, and opens only /mcp; make one for a program with promethean dock --token <name>',
    )
    const saidTo = async (token?: string) => Object(await (await ask('/mcp', token)).json()).message
    expect(await saidTo()).toContain('without the token of an agent')
    expect(await saidTo('x'.repeat(43))).toMatch(/this token: it is not known, or was revoked; /)
    expect(await saidTo(dock)).toMatch(/is for a page or a program, and does not open \/mcp; /)
    expect((await ask('/api/status', dock, { body: '{}' })).status).toBe(200)
    expect((await ask('/mcp', agent, { headers: { Origin: 'http://evil.test' } })).status).toBe(403)
    expect((await ask('/mcp', agent, { method: 'GET', body: null })).status).toBe(405)
    expect((await ask('/mcp', agent)).status).toBe(200)
    await command(stage, 'dock', '--revoke', 'helper')
    expect((await ask('/mcp', agent)).status).toBe(401)
  })

  it('ends at once when its token is revoked: what listens, and what waits for an answer', async () => {
    const port = await freePort()
    const made = project(actingFiles("mcp({ act: ['say'] })", `web({ port: ${port} })`))
    await start(made)
    const token = await agentToken(made, 'helper')
    const agent = new HttpAgent({ port, token, age: '2026' })
    const { approval } = told(await agent.use('chat_say', { text: 'Hello' }))
    const notifications = { notifications: { toolsListChanged: true } }
    const listening = await agent.post('subscriptions/listen', notifications)
    const heard = listening.text()
    const ended = Promise.allSettled([heard, agent.use('approval_wait', { approval })])
    await command(made, 'dock', '--revoke', 'helper')
    expect(await ended).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }])
    expect((await agent.post('tools/list')).status).toBe(401)
    // What waits is the streamer's to decide.
    expect((await command(made, 'approvals', '--json')).lines).toMatchObject([{ id: approval }])
  })

  it('is refused a request that is too large', async () => {
    const { tokenOf, ask } = await opened()
    const agent = await tokenOf('--token', 'helper', '--agent')
    const large = JSON.stringify({ ...CALL, padding: 'x'.repeat(300_000) })
    expect((await ask('/mcp', agent, { body: large })).status).toBe(413)
  })

  it('gets an address and how to use it from dock; the list says what the token opens', async () => {
    const { stage, port } = await opened()
    const made = await command(stage, 'dock', '--token', 'helper', '--agent')
    expect(made.text).toContain(`http://127.0.0.1:${port}/mcp`)
    expect(made.text).toContain('claude mcp add --transport http promethean')
    expect(made.text).not.toContain('#')
    expect((await command(stage, 'dock', '--list')).text).toMatch(/helper\s+agent .*\/mcp/)
    const wrong = await command(stage, 'dock', '--token', 'b', '--agent', '--may', 'say')
    expect(wrong.text).toContain('--may is not for an agent: the plugin mcp in the config')
    expect((await command(stage, 'dock', '--token', 'b', '--agent', '--overlay')).text).toContain(
      '--agent and --overlay exclude each other',
    )
  })
})

it('an agent acts over HTTP as the streamer approves, in both ages of the protocol', async () => {
  const port = await freePort()
  const made = project(actingFiles("mcp({ act: ['say'] })", `web({ port: ${port} })`))
  await start(made)
  const token = await agentToken(made, 'helper')
  for (const age of ['2025', '2026'] as const) {
    const agent = new HttpAgent({ port, token, age })
    expect(await toolsOf(agent)).toEqual(expect.arrayContaining(['chat_say', 'approval_wait']))
    const text = `Hello from ${age}`
    const { status, approval } = told(await agent.use('chat_say', { text }))
    expect(status).toBe('waiting')
    const { lines } = await command(made, 'approvals', '--json')
    const name = age === '2025' ? 'helper' : 'web-agent 1.2'
    expect(lines).toMatchObject([{ id: approval, text, agent: { name, tool: 'chat_say' } }])
    const outcome = agent.use('approval_wait', { approval })
    await command(made, 'approve', String(approval))
    expect(told(await outcome)).toMatchObject({
      ...{ approval, status: 'approved', by: 'terminal', result: { status: 'sent', text } },
    })
    expect(refused(await agent.use('title_set', { text: 'Mine' }))).toContain(
      'agents may not title',
    )
  }
  expect(left(made)).toEqual(['Hello from 2025', 'Hello from 2026'])
  // Whoever listens is told when there are other tools.
  const listening = new HttpAgent({ port, token, age: '2026' })
  const filter = { notifications: { toolsListChanged: true } }
  const { body } = await listening.post('subscriptions/listen', filter)
  const heard = body?.pipeThrough(new TextDecoderStream()).getReader()
  const hears = async (method: string) => {
    for (let text = ''; !text.includes(`"${method}"`); ) {
      const { value, done } = (await heard?.read()) ?? { done: true }
      if (done) throw new Error(`it ended before ${method}: ${text}`)
      text += value
    }
  }
  await hears('notifications/subscriptions/acknowledged')
  const other = actingConfig("mcp({ act: ['title'] })", `web({ port: ${port} })`)
  made.write('promethean.config.ts', other)
  await hears('notifications/tools/list_changed')
  expect(await toolsOf(listening)).toContain('title_set')
  await heard?.cancel()
})

describe('where the library that speaks MCP is not installed', () => {
  const missing = new URL('../support/process/without-mcp.js', import.meta.url).href
  const node = [process.execPath, ...LOADER, '--import', missing]
  const install =
    '@modelcontextprotocol/server is not installed; run npm install @modelcontextprotocol/server'

  it('an agent over HTTP is told so, and everything else is served', async () => {
    const port = await freePort()
    const made = project({ 'promethean.config.ts': configOf([`web({ port: ${port} })`], '', WEB) })
    await start(made, { node }, ownProcess)
    const token = await agentToken(made, 'helper')
    const agent = new HttpAgent({ port, token, age: '2026' })
    const answer = await agent.post('tools/list')
    expect(answer.status).toBe(503)
    expect(await answer.json()).toMatchObject({ message: `cannot serve agents: ${install}` })
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200)
  })

  it('doctor says so where the config lets agents act', async () => {
    const doctored = async (...uses: string[]) => {
      const imports = "import { mcp } from '@promethean/plugins'"
      const made = project({ 'promethean.config.ts': configOf(uses, '', imports) })
      const args = ['doctor', '--config', made.file, '--json']
      const { lines } = await runProcess(args, { node })
      return lines.filter(({ what }) => String(what).includes('agents'))
    }
    expect(await doctored()).toEqual([])
    const advice = 'run npm install @modelcontextprotocol/server'
    expect(await doctored("mcp({ act: ['say'] })")).toMatchObject([
      { plugin: 'promethean', ok: false, advice },
    ])
  })

  it('promethean mcp says so on stderr, where agents show what went wrong', async () => {
    const made = project({ 'promethean.config.ts': configOf([]) })
    const { exitCode, text, stray } = await runProcess(['mcp', '--config', made.file], { node })
    expect(exitCode).toBe(1)
    expect(text).toContain(install)
    expect(stray).toEqual([])
  })
})
