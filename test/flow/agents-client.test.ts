import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { actingConfig, actingFiles, left, refused, told, toolsOf } from '../support/mcp/acting.ts'
import { type Program, StdioAgent } from '../support/mcp/agent.ts'
import { agentToken, HttpAgent } from '../support/mcp/http-agent.ts'
import { freePort } from '../support/process/child.ts'
import type { TestProject } from '../support/process/promethean.ts'
import { command, exported, workshop } from './workshop.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 })
const { project, start } = workshop()
// An agent may use tools 120 times a minute.
const PATIENTLY = { timeout: 30_000, interval: 300 }
const FORMS = { elicitation: { form: {} } }
const BUDGET = 'budget: { perMinute: 60, perSession: 1_000 }'

async function agentOf({ file }: TestProject, program: Program, name?: string) {
  const agent = await StdioAgent.start(file, name, program)
  onTestFinished(async () => void (await agent.leave()))
  return agent
}

function waits(answer: Parameters<typeof told>[0]): string {
  const { status, approval } = told(answer)
  expect(status).toBe('waiting')
  return String(approval)
}

describe("where the config lets the person at the agent's program decide", () => {
  let made: TestProject
  let port: number
  let token: string
  let other: string

  beforeAll(async () => {
    port = await freePort()
    const acts = `mcp({ act: ['say', 'delete', 'action', 'setText'], approve: 'client', ${BUDGET} })`
    made = project(actingFiles(acts, `web({ port: ${port} })`))
    await start(made)
    token = await agentToken(made, 'helper')
    other = await agentToken(made, 'other')
  })

  it('what he accepts is done, and stored as his decision', async () => {
    const asked: unknown[] = []
    const answer = (method: string, params: object) => {
      asked.push([method, params])
      return { action: 'accept', content: {} }
    }
    // Before there were modes, a form was the only one.
    const agent = await agentOf(made, { capabilities: { elicitation: {} }, answer })
    const wish = { text: 'Welcome, all', reason: 'a raid\ncame \u202Eni' }
    const done = told(await agent.use('chat_say', wish))
    expect(done).toMatchObject({
      ...{ status: 'approved', by: 'client', result: { status: 'sent', text: 'Welcome, all' } },
    })
    expect(left(made)).toContain('Welcome, all')
    expect(asked).toMatchObject([
      [
        'elicitation/create',
        {
          message:
            'May test-agent 1.2 do this on your stream?\nsay it on twitch in ann: "Welcome, all"\nIts reason: "a raid\\ncame \\u{202e}ni"',
          requestedSchema: { type: 'object', properties: {} },
        },
      ],
    ])
    expect(await exported(made)).toContainEqual(
      expect.objectContaining({
        type: 'agent.decided',
        data: { approval: done.approval, decision: 'approved', by: 'client' },
      }),
    )
  })

  it('he reads what nobody sees written out', async () => {
    const asked: string[] = []
    const answer = (_: string, params: object) => {
      asked.push(Object(params).message)
      return { action: 'decline' }
    }
    const agent = await agentOf(made, { capabilities: FORMS, answer })
    await agent.use('chat_say', { text: 'One \u200B\u{E0041}line' })
    await agent.use('action_run', { name: 'Fl\u200Bash', args: { 'co\u200Blor': ['r\u2060ed'] } })
    await agent.use('stream_control', { do: 'text', name: 'Goal', text: 'Half\nw\u200Bay' })
    expect(asked).toEqual([
      'May test-agent 1.2 do this on your stream?\nsay it on twitch in ann: "One \\u{200b}\\u{e0041}line"',
      'May test-agent 1.2 do this on your stream?\nrun the action Fl\\u{200b}ash: {"name":"Fl\\u{200b}ash","args":{"co\\u{200b}lor":["r\\u{2060}ed"]}}',
      'May test-agent 1.2 do this on your stream?\nwrite into the source Goal: Half\\nw\\u{200b}ay: {"name":"Goal","text":"Half\\nw\\u{200b}ay"}',
    ])
  })

  it('what he declines is dropped, and may be asked for again', async () => {
    const answers = ['decline', 'accept']
    const answer = () => ({ action: answers.shift() })
    const agent = await agentOf(made, { capabilities: FORMS, answer })
    const again = { text: 'Once more' }
    expect(told(await agent.use('chat_say', again))).toMatchObject({
      ...{ status: 'dropped', by: 'client' },
    })
    expect(left(made)).not.toContain('Once more')
    expect(told(await agent.use('chat_say', again))).toMatchObject({ status: 'approved' })
    expect(left(made)).toContain('Once more')
  })

  it('what he does not decide waits for the streamer, as where his program cannot ask him', async () => {
    const cannot = [
      {},
      { capabilities: { elicitation: { url: {} } }, answer: () => ({ action: 'accept' }) },
      { capabilities: FORMS },
      { capabilities: FORMS, answer: () => ({ action: 'cancel' }) },
      { capabilities: FORMS, answer: () => ({ action: 'approve' }) },
    ]
    const ids = await Promise.all(
      cannot.map(async (program, at) => {
        const agent = await agentOf(made, program)
        return waits(await agent.use('chat_say', { text: `Undecided ${at}` }))
      }),
    )
    const [first = '', ...rest] = ids
    await command(made, 'approve', first)
    const agent = await agentOf(made, {})
    expect(told(await agent.use('approval_wait', { approval: first }))).toMatchObject({
      ...{ status: 'approved', by: 'terminal' },
    })
    for (const id of rest) await command(made, 'drop', id)
    expect(left(made).filter(line => line.startsWith('Undecided'))).toHaveLength(1)
  })

  it('what the streamer decides first is told at once, and the question is taken back', async () => {
    let answerLate: (answer: object) => void = () => {}
    const late = new Promise<object>(resolve => {
      answerLate = resolve
    })
    const answer = vi.fn(() => late)
    const agent = await agentOf(made, { capabilities: FORMS, answer })
    const acting = agent.use('chat_say', { text: 'The streamer is faster' })
    await vi.waitFor(() => expect(answer).toHaveBeenCalled(), PATIENTLY)
    const { lines } = await command(made, 'approvals', '--json')
    const id = String(lines.find(({ text }) => text === 'The streamer is faster')?.id)
    expect((await command(made, 'approve', id)).exitCode).toBe(0)
    expect(told(await acting)).toMatchObject({
      ...{ status: 'approved', by: 'terminal', result: { status: 'sent' } },
    })
    expect(agent.notices).toContain('notifications/cancelled')
    // Whatever he answers now changes nothing, and bans nobody.
    answerLate({ action: 'decline' })
    expect(told(await agent.use('approval_wait', { approval: id }))).toMatchObject({
      ...{ status: 'approved', by: 'terminal' },
    })
    expect(left(made).filter(line => line === 'The streamer is faster')).toHaveLength(1)
    expect(agent.stray).toEqual([])
  })

  it('he is not shown what viewers wrote, because a model may read it', async () => {
    const messages: unknown[] = []
    const answer = (_: string, { message }: Readonly<Record<string, unknown>>) => {
      messages.push(message)
      return { action: 'decline' }
    }
    const agent = await agentOf(made, { capabilities: FORMS, answer })
    await agent.use('moderate', { do: 'delete', id: 'twitch:chat.message:line-1' })
    expect(messages).toEqual([
      'May test-agent 1.2 do this on your stream?\ndelete the message: {"id":"twitch:chat.message:line-1"}',
    ])
  })

  it('a program of the 2026 age comes again with his answer', async () => {
    const agent = new HttpAgent({ port, token, age: '2026', capabilities: FORMS })
    const wish = { text: 'Over the web' }
    const question = Object(await agent.use('chat_say', wish))
    expect(question).toMatchObject({
      resultType: 'input_required',
      inputRequests: { approve: { method: 'elicitation/create' } },
      requestState: expect.any(String),
    })
    const { requestState } = question
    const comes = (action: string, state = requestState) => {
      const inputResponses = { approve: { action } }
      return agent.use('chat_say', wish, { inputResponses, requestState: state })
    }
    waits(await comes('cancel'))
    await expect(comes('accept', `${requestState}x`)).rejects.toThrow('requestState')
    const stranger = new HttpAgent({ port, token: other, age: '2026', capabilities: FORMS })
    const stolen = { inputResponses: { approve: { action: 'accept' } }, requestState }
    await expect(stranger.use('chat_say', wish, stolen)).rejects.toThrow('requestState')
    expect(left(made)).not.toContain('Over the web')
    expect(told(await comes('accept'))).toMatchObject({ status: 'approved', by: 'client' })
    // It is done once.
    expect(told(await comes('decline'))).toMatchObject({ status: 'approved', by: 'client' })
    expect(left(made).filter(line => line === 'Over the web')).toHaveLength(1)
  })

  it('over HTTP, a program of the 2025 age cannot be asked: the streamer decides', async () => {
    const agent = new HttpAgent({ port, token, age: '2025', capabilities: FORMS })
    const id = waits(await agent.use('chat_say', { text: 'Old and far away' }))
    await command(made, 'drop', id)
  })
})

it('an agent that has not asked for the tools yet is told of the first change too', async () => {
  const made = project(actingFiles())
  await start(made)
  const agent = await agentOf(made, {})
  // What it connects to is known by then.
  await agent.use('stream_status')
  made.write('promethean.config.ts', actingConfig("mcp({ act: ['say'] })"))
  await expect.poll(() => agent.notices, PATIENTLY).toEqual(['notifications/tools/list_changed'])
  expect(await toolsOf(agent)).toContain('chat_say')
})

it('tools that act appear and vanish while an agent is connected', async () => {
  const made = project(actingFiles("mcp({ act: ['say'] })"))
  const agent = await agentOf(made, {})
  expect(await toolsOf(agent)).not.toContain('chat_say')
  const times = (count: number) =>
    expect
      .poll(() => agent.notices, PATIENTLY)
      .toEqual(Array.from({ length: count }, () => 'notifications/tools/list_changed'))
  const run = await start(made)
  await times(1)
  expect(await toolsOf(agent)).toEqual(expect.arrayContaining(['chat_say', 'approval_wait']))
  made.write('promethean.config.ts', actingConfig("mcp({ act: ['title'] })"))
  await times(2)
  const changed = await toolsOf(agent)
  expect(changed).toContain('title_set')
  expect(changed).not.toContain('chat_say')
  await run.kill()
  await times(3)
  expect(await toolsOf(agent)).not.toContain('title_set')
  expect(refused(await agent.use('title_set', { text: 'Late' }))).toContain(
    'no instance is running',
  )
})
