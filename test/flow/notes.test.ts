import { run } from 'promethean'
import { expect, it, onTestFinished, vi } from 'vitest'
import { actingFiles, left, refused, told, toolsOf } from '../support/mcp/acting.ts'
import { StdioAgent } from '../support/mcp/agent.ts'
import { configOf } from './own-plugins.ts'
import { command, connected, exported, workshop } from './workshop.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })
const { project, start } = workshop()

const SECRET = 'very-long-hunter-two'
const LINE = 'twitch:chat.message:line-1'

it('a note is stored, explained and found again, muted or not, without secrets', async () => {
  const made = project({ ...actingFiles(), '.env': `DOOR_PASSWORD=${SECRET}\n` })
  await start(made)
  await connected(made, 'platform')
  const dry = await command(made, 'note', 'start with the second boss', '--dry')
  expect([dry.exitCode, dry.text.trim()]).toEqual([
    0,
    'dry: would be noted: start with the second boss',
  ])
  await command(made, 'mute')
  const noted = await command(made, 'note', `the door opens with ${SECRET}`, '--about', LINE)
  expect([noted.exitCode, noted.text]).toEqual([
    0,
    expect.stringMatching(/^noted: the door opens with \[redacted\]; promethean explain \S+$/m),
  ])
  const [said] = (await command(made, 'note', 'the second boss', '--json')).lines
  expect(said).toMatchObject({ code: 'note', status: 'done', text: 'the second boss' })

  const kept = await exported(made, '--types', 'memory.noted')
  expect(kept).toMatchObject([
    {
      ...{ platform: 'twitch', channel: 'ann' },
      data: { text: 'the door opens with [redacted]', by: 'terminal', about: LINE },
    },
    { id: said?.id, data: { text: 'the second boss', by: 'terminal' } },
  ])
  const found = await command(made, 'search', 'door', 'terminal', '--in', 'chat,memory')
  expect(found.text).toContain('terminal noted: the door opens with [redacted]')
  expect((await command(made, 'search', 'door')).text).toContain('no kept chat message contains')
  expect((await command(made, 'explain', String(said?.id))).text).toContain('the second boss')
  expect(left(made)).toEqual([])
})

it.each([
  [['note', ' '], '<text> holds nothing to note: write some words'],
  [['note', '\u200B\u2060'], '<text> holds nothing to note: write some words'],
  [['note', 'x'.repeat(2_001)], '<text> is longer than 2000 characters: write fewer words'],
])('what is no note is refused: %#', async (args, sentence) => {
  const { exitCode, text } = await command(project(actingFiles()), ...args)
  expect([exitCode, text]).toEqual([2, expect.stringContaining(sentence)])
})

it('a note about an event that is not there is refused', async () => {
  const made = project(actingFiles())
  await start(made)
  const { exitCode, text } = await command(made, 'note', 'hm', '--about', 'none')
  expect([exitCode, text]).toEqual([
    1,
    expect.stringContaining('cannot write the note: the journal has no event none'),
  ])
})

it('a program writes a note in its own name', async () => {
  const made = project(actingFiles())
  const running = await run({ config: made.file })
  onTestFinished(async () => void (await running.stop()))
  const { note, events } = running.operations
  expect(await note({ text: 'by me' }, { by: 'robot' })).toMatchObject({ done: true })
  await expect
    .poll(async () => events({ types: ['memory.noted'] }))
    .toMatchObject({ value: { events: [{ data: { text: 'by me', by: 'robot' } }] } })
})

it('an agent notes what the config lets it and the streamer approves, and finds it again', async () => {
  const made = project(actingFiles("mcp({ act: ['note'] })"))
  await start(made)
  await connected(made, 'platform')
  const agent = await StdioAgent.start(made.file, 'claude-ai')
  onTestFinished(async () => void (await agent.leave()))
  expect(await toolsOf(agent)).toContain('memory_note')
  const wish = { text: 'they laughed at the boss', about: LINE, reason: 'a good moment' }
  expect(told(await agent.use('memory_note', wish))).toMatchObject({
    ...{ status: 'waiting', approval: 'alfa' },
  })
  const changed = ['--text', 'they laughed at the second boss']
  expect((await command(made, 'approve', 'alfa', ...changed)).exitCode).toBe(0)
  expect(told(await agent.use('approval_wait', { approval: 'alfa' }))).toMatchObject({
    ...{ status: 'approved', result: { status: 'done', text: 'they laughed at the second boss' } },
  })
  await expect
    .poll(async () => told(await agent.use('search', { words: 'boss', in: ['memory'] })))
    .toMatchObject({
      untrusted: true,
      lines: [
        { type: 'memory.noted', data: { text: 'they laughed at the second boss', about: LINE } },
      ],
    })
  expect(refused(await agent.use('search', { words: 'boss', by: 'meaning' }))).toContain(
    'no plugin in this config keeps what lines mean',
  )
})

it('a rule of a chat bot may not be named like the command that writes a note', async () => {
  const bot = "chatBot({ rules: [{ on: '!Note', reply: 'x' }] })"
  const imports = "import { chatBot, localEmbeddings, memory } from '@promethean/plugins'"
  const alone = project({ 'promethean.config.ts': configOf([bot], '', imports) })
  expect((await command(alone, 'check')).text).not.toContain('!note')
  const uses = [bot, 'memory()', 'localEmbeddings()']
  const both = project({ 'promethean.config.ts': configOf(uses, '', imports) })
  const checked = await command(both, 'check')
  expect([checked.exitCode, checked.text]).toEqual([
    1,
    expect.stringMatching(/rules\[0\]\.on +!note writes a note; choose another command/),
  ])
})
