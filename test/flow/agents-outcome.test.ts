import { expect, it, onTestFinished, vi } from 'vitest'
import { actingFiles, left, told } from '../support/mcp/acting.ts'
import { StdioAgent } from '../support/mcp/agent.ts'
import type { TestProject } from '../support/process/promethean.ts'
import { command, workshop } from './workshop.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 90_000 })
const { project, start } = workshop()
const ACTS = "['say', 'title', 'action', 'timeout']"

async function agentOf({ file }: TestProject): Promise<StdioAgent> {
  const agent = await StdioAgent.start(file, 'claude-ai')
  onTestFinished(async () => void (await agent.leave()))
  return agent
}

it('the streamer reads all that would be sent before he approves it', async () => {
  const made = project(actingFiles(`mcp({ act: ${ACTS} })`))
  await start(made)
  const agent = await agentOf(made)
  await agent.use('chat_say', { text: 'Hello, Bea', replyTo: 'twitch:chat.message:line-1' })
  await agent.use('action_run', { name: 'Flash', args: { color: 'red', times: [1, 2] } })
  await agent.use('moderate', { do: 'timeout', user: 'bea', seconds: 77, reason: 'she\nasked' })
  const { text } = await command(made, 'approvals')
  for (const shown of [
    /^1 +alfa +message of mcp: Hello, Bea .*explain/m,
    /^ +claude-ai 1\.2 asks$/m,
    /^ +where +\| twitch, channel ann$/m,
    /^ +answers +\| Bea: hello there$/m,
    /^ +text +\| Hello, Bea$/m,
    /^2 +bravo +run of an action of mcp/m,
    /^ +where +\| through platform$/m,
    /^ +args +\| \{"color":"red","times":\[1,2\]\}$/m,
    /^3 +charlie +timeout of mcp/m,
    /^ +seconds +\| 77$/m,
    /^ +why +\| she\\nasked$/m,
  ])
    expect(text).toMatch(shown)
})

it('approve says what came of it: sent, or why not', async () => {
  const made = project(actingFiles(`mcp({ act: ${ACTS}, budget: { perMinute: 60 } })`))
  await start(made)
  const agent = await agentOf(made)
  for (const text of ['Welcome, all', 'see moth.example', 'word '.repeat(399), 'Hush'])
    await agent.use('chat_say', { text })
  await agent.use('title_set', { text: 'A quiet evening' })
  const sent = await command(made, 'approve', '1')
  expect([sent.exitCode, sent.text]).toEqual([
    0,
    expect.stringMatching(/^approved {2}message of mcp: Welcome, all\nsent: twitch, channel ann$/m),
  ])
  const linked = await command(made, 'approve', 'bravo')
  expect(linked.exitCode).toBe(1)
  expect(linked.text).toContain(
    'approved, but not sent: a language model wrote it, and it holds a link  (message of mcp: see moth.example)',
  )
  // 1,994 characters are four messages of Twitch.
  expect((await command(made, 'approve', 'charlie')).exitCode).toBe(0)
  await command(made, 'mute', 'platform')
  const muted = await command(made, 'approve', 'delta', '--json')
  expect([muted.exitCode, muted.lines]).toEqual([
    1,
    [
      expect.objectContaining({
        ...{ code: 'approved', id: 'delta', text: 'Hush' },
        came: { status: 'not_done', why: 'platform is muted' },
      }),
    ],
  ])
  await command(made, 'unmute')
  const titled = await command(made, 'approve', '5', '--json')
  expect([titled.exitCode, titled.lines]).toMatchObject([
    0,
    [{ code: 'approved', left: [], came: { status: 'done', result: { status: 'done' } } }],
  ])
  expect(left(made)).not.toContain('Hush')
  expect(left(made).at(-1)).toBe('title A quiet evening')
})

it('a dry run foretells it', async () => {
  const made = project(
    actingFiles(`mcp({ act: ${ACTS}, approve: false, budget: { perMinute: 20 } })`),
  )
  await start(made)
  const agent = await agentOf(made)
  const foretold = async (input: object, tool = 'chat_say') =>
    told(await agent.use(tool, { ...input, dryRun: true }))
  const plain = { status: 'dry', what: 'say it on twitch in ann', waits: false }
  expect(await foretold({ text: 'Hello' })).toEqual(plain)
  const why = 'a language model wrote it, and it holds a link'
  expect(await foretold({ text: 'see moth.example' })).toEqual({
    ...{ ...plain, wouldBe: 'dropped', reason: 'link', why },
  })
  expect(await foretold({ text: 'word '.repeat(200) })).toEqual({ ...plain, messages: 2 })
  // Twenty within 30 s are all that an account may send; the last ones would be too late.
  for (let turn = 0; turn < 20; turn++) await agent.use('chat_say', { text: `Hello ${turn}` })
  const late = await agent.use('chat_say', { text: 'One more', dryRun: true })
  expect(JSON.parse(late.content[0]?.text ?? '').error).toMatch(
    /an agent may do 20 such things a minute; try again in \d+ s$/,
  )
  const other = await StdioAgent.start(made.file, 'other')
  onTestFinished(async () => void (await other.leave()))
  expect(told(await other.use('chat_say', { text: 'One more', dryRun: true }))).toMatchObject({
    ...{ wouldBe: 'dropped', reason: 'expired' },
  })
  expect(left(made)).toHaveLength(20)
})

it('plain approve takes a title of a plugin, and asks for an id where an agent asks for anything', async () => {
  const made = project(actingFiles(`mcp({ act: ${ACTS} })`))
  await start(made)
  const agent = await agentOf(made)
  await agent.use('chat_say', { text: 'Welcome, all' })
  for (const args of [[], ['--drop'], ['--json']]) {
    const refused = await command(made, 'approve', ...args)
    expect(refused.exitCode).toBe(1)
    expect(`${refused.text}${JSON.stringify(refused.lines)}`).toContain(
      'alfa is pending, and an agent asks for it',
    )
  }
  expect(left(made)).toEqual([])
  expect((await command(made, 'approve', '--yes')).exitCode).toBe(0)
  expect(left(made)).toEqual(['Welcome, all'])
  const help = [
    await command(made, 'approve', '--help'),
    await command(made, 'approvals', '--help'),
  ]
  for (const { text } of help) expect(text).toContain('agent')
  expect(help[0]?.text.replace(/\s+/g, ' ')).toContain(
    'its id or number, as promethean approvals prints them: alfa or 1; by default the oldest, unless one of them is an act of an agent',
  )
})
