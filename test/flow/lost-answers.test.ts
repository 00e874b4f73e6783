import { mkdirSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { addressFor, newToken, writeRunFile } from '../../core/daemon/control/address.ts'
import { left, refused, toolsOf } from '../support/mcp/acting.ts'
import { StdioAgent } from '../support/mcp/agent.ts'
import { ownProcess, type TestProject } from '../support/process/promethean.ts'
import { configOf } from './own-plugins.ts'
import { command, workshop } from './workshop.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 90_000 })
const { project, start } = workshop()
const UUID = /[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/

/** Where the connection is cut. */
type Cut = 'before the request' | 'after the request' | 'within the answer'
const CUTS: readonly Cut[] = ['before the request', 'after the request', 'within the answer']

/** What stands where a project's instance would, and cuts the first connections; what follows it answers. */
async function cuttingInstance(
  { folder }: TestProject,
  { cut, times = Number.POSITIVE_INFINITY }: { readonly cut: Cut; readonly times?: number },
) {
  const journalFile = join(folder, '.promethean', 'journal.db')
  mkdirSync(join(folder, '.promethean'), { recursive: true })
  const asked: { readonly name: string; readonly id: unknown }[] = []
  let connections = 0
  let begun = 0
  const open = new Set<Socket>()
  const respond = (socket: Socket, line: string) => {
    const { command: name, body } = JSON.parse(line)
    asked.push({ name, id: body.id })
    // The list of tools is not what it is about.
    const isCut = cut !== 'before the request' && name !== 'agentTools' && begun++ < times
    if (isCut && cut === 'after the request') return socket.destroy()
    if (!isCut) return socket.write(`${JSON.stringify({ value: ANSWERS[name] })}\n`)
    socket.write('{"value":{"done":')
    return setImmediate(() => socket.destroy())
  }
  const server = createServer(socket => {
    if (cut === 'before the request' && connections++ < times) return void socket.destroy()
    open.add(socket)
    socket.on('error', () => undefined)
    createInterface({ input: socket }).on('line', line => respond(socket, line))
  })
  const address = addressFor(journalFile)
  await new Promise<void>(resolve => server.listen(address, resolve))
  await writeRunFile(journalFile, { pid: process.pid, address, token: newToken() })
  onTestFinished(async () => {
    for (const socket of open) socket.destroy()
    await new Promise(resolve => server.close(resolve))
  })
  return { asked: (name: string) => asked.filter(one => one.name === name) }
}

const ANSWERS: Readonly<Record<string, unknown>> = {
  agentCall: { done: true, value: { lines: [] } },
  agentTools: [],
  approvals: [],
}

async function agentOf({ file }: TestProject): Promise<StdioAgent> {
  const agent = await StdioAgent.start(file)
  onTestFinished(async () => void (await agent.leave()))
  return agent
}

describe.each(CUTS)('where the connection to the instance is cut %s', cut => {
  const most = cut === 'before the request' ? 0 : 1

  it('a command that acts asks once, and says that nobody knows what came of it', async () => {
    const made = project({ 'promethean.config.ts': configOf([]) })
    const { asked } = await cuttingInstance(made, { cut })
    const said = await command(made, 'say', 'Hello')
    expect(said.exitCode).toBe(1)
    expect(said.text).toMatch(/it is not known whether this was done: the running instance gave no/)
    expect(said.text).toMatch(/look at promethean explain \S+ before you ask for it again/)
    expect(asked('say')).toHaveLength(most)
    // What is done is found under the very id that was named.
    const id = UUID.exec(said.text)?.[0]
    expect(id).toBeDefined()
    for (const one of asked('say')) expect(one.id).toBe(id)
    const muted = await command(made, 'mute')
    expect(muted.text).toMatch(/look at promethean status before you ask for it again/)
    expect(asked('mute')).toHaveLength(most)
  })

  it('an agent that acts is told that nobody knows, in words of its tools, and goes on', async () => {
    const made = project({ 'promethean.config.ts': configOf([]) })
    const { asked } = await cuttingInstance(made, { cut })
    const agent = await agentOf(made)
    const answer = refused(await agent.use('chat_say', { text: 'Hello' }))
    expect(answer).toMatch(/^it is not known whether this was done; the running instance gave no/)
    expect(answer).toMatch(/ask explain with id \S+, or events, whether it was done$/)
    expect(asked('agentCall')).toHaveLength(most)
    for (const { id } of asked('agentCall')) expect(id).toBe(UUID.exec(answer)?.[0])
    expect(await toolsOf(agent)).toEqual(expect.any(Array))
  })

  it('what only reads is asked for once more', async () => {
    const made = project({ 'promethean.config.ts': configOf([]) })
    const { asked } = await cuttingInstance(made, { cut, times: 1 })
    expect((await command(made, 'approvals')).exitCode).toBe(0)
    expect(asked('approvals')).toHaveLength(most + 1)
  })

  it('an agent that reads is answered by the second try, and told if that fails too', async () => {
    const made = project({ 'promethean.config.ts': configOf([]) })
    // The first connection asks for the tools, if it comes to that.
    await cuttingInstance(made, { cut, times: 1 })
    const agent = await agentOf(made)
    expect((await agent.use('chat_recent')).structuredContent).toEqual({ lines: [] })
    const other = project({ 'promethean.config.ts': configOf([]) })
    await cuttingInstance(other, { cut })
    const unlucky = await agentOf(other)
    expect(refused(await unlucky.use('chat_recent'))).toMatch(
      /^the running instance gave no answer/,
    )
  })
})

/** Ends this very process, as a crash does, once it is asked to do something. */
const FATAL = `
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { Actions, definePlugin } from 'promethean'
export default definePlugin({
  name: 'fatal',
  provides: [Actions],
  setup: ({ provide, folder }) => provide(Actions, {
    run: name => {
      appendFileSync(join(folder, '..', 'left.txt'), name + '\\n')
      process.kill(process.pid, 'SIGKILL')
    },
  }),
})
`

function fatal(): TestProject {
  const imports = "import fatal from './fatal.ts'\nimport { mcp } from '@promethean/plugins'"
  const uses = ['fatal()', "mcp({ act: ['action'], approve: false })"]
  return project({ 'fatal.ts': FATAL, 'promethean.config.ts': configOf(uses, '', imports) })
}

it('an act during which the instance dies is in the journal before it begins, under the id told', async () => {
  const made = fatal()
  await start(made, {}, ownProcess)
  const said = await command(made, 'action', 'Flash')
  expect(said.text).toMatch(/it is not known whether this was done/)
  expect(left(made)).toEqual(['Flash'])
  const { lines } = await command(made, 'explain', String(UUID.exec(said.text)?.[0]), '--json')
  expect(lines[0]).toMatchObject({
    code: 'explained',
    event: { type: 'operation.requested', data: { operation: 'action', by: 'terminal' } },
  })
})

it('an agent whose act the instance does not survive finds out what came of it from the journal', async () => {
  const made = fatal()
  await start(made, {}, ownProcess)
  const agent = await agentOf(made)
  const answer = refused(await agent.use('action_run', { name: 'Flash' }))
  expect(answer).toMatch(/^it is not known whether this was done; /)
  expect(left(made)).toEqual(['Flash'])
  const id = UUID.exec(answer)?.[0]
  const explained = async () => (await agent.use('explain', { id })).structuredContent
  await expect.poll(explained, { timeout: 30_000, interval: 300 }).toMatchObject({
    explanation: { event: { type: 'operation.requested', data: { kind: 'agent' } } },
  })
  // What was never asked for is not there.
  const none = await agent.use('explain', { id: crypto.randomUUID() })
  expect(none.structuredContent).toMatchObject({ explanation: { code: 'unknown' } })
})
