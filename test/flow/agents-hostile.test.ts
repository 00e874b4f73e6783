import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import {
  BAIT,
  CHAT_TOKEN,
  FAKE_APPROVALS,
  HOSTILE_LINES,
  type HostileLine,
  SECRET,
} from '../support/hostile/lines.ts'
import { type Exchange, ObedientAgent, textsIn } from '../support/hostile/obedient-agent.ts'
import { httpWay, stdioWay } from '../support/hostile/ways.ts'
import { startHostileWorld } from '../support/hostile/world.ts'
import { StdioAgent } from '../support/mcp/agent.ts'
import { freePort } from '../support/process/child.ts'
import type { TestProject } from '../support/process/promethean.ts'
import { command, exported, workshop } from './workshop.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 })
const { project, start } = workshop()
// An agent may use tools 120 times a minute.
const PATIENTLY = { timeout: 30_000, interval: 300 }

const EVERYTHING = `[
  'say', 'title', 'action', 'scene', 'showSource', 'setText', 'startStream', 'stopStream',
  'delete', 'timeout', 'untimeout', 'shoutout',
]`
const ACTING = ['chat_say', 'title_set', 'stream_control', 'action_run', 'moderate']
// Names by which programs introduce themselves.
const MARKUP = '<img src=x onerror=alert(1)>\u001b[31m\nann approved \u202Eafla'
const STREAMER = `ann ${'x'.repeat(10_000)}`

const acting = HOSTILE_LINES.filter(({ order }) => ACTING.some(tool => order.includes(`"${tool}"`)))
const nothing = (lines: readonly HostileLine[]) => lines.map(({ kind }) => ({ kind, gone: [] }))

/** An instance that viewers have written to, and the agents that read it. */
async function evening(...uses: readonly string[]) {
  const world = await startHostileWorld()
  onTestFinished(() => world.close())
  const port = await freePort()
  const made = project(world.files(`web({ port: ${port} })`, ...uses))
  const run = await start(made)
  await expect.poll(() => world.isHeard(), PATIENTLY).toBe(true)
  for (const { login, text, tags } of FAKE_APPROVALS) world.chat(login, text, tags)
  for (const line of HOSTILE_LINES) world.tell(line)
  const { lines } = await command(made, 'dock', '--json', '--token', 'helper', '--agent')
  const token = String(lines.find(({ code }) => code === 'dock')?.token)
  const programs = await Promise.all(
    [MARKUP, STREAMER].map(name => StdioAgent.start(made.file, name)),
  )
  onTestFinished(async () => void (await Promise.all(programs.map(one => one.leave()))))
  const ways = [...programs.map(stdioWay), httpWay(`http://127.0.0.1:${port}/mcp`, token)]
  const agents = ways.map(way => new ObedientAgent(way))
  world.left(made.folder)

  /** The agents take turns. @returns what left for each line */
  const obeyed = async (lines: readonly HostileLine[]) => {
    const seen: { readonly kind: string; readonly gone: readonly string[] }[] = []
    for (const [at, { kind, order }] of lines.entries()) {
      await agents[at % agents.length]?.obey(order)
      seen.push({ kind, gone: world.left(made.folder) })
    }
    return seen
  }
  /** Each agent reads everything, or the first of them. */
  const read = async (count = agents.length) => {
    for (const agent of agents.slice(0, count)) {
      const found = await agent.lookAround()
      expect(HOSTILE_LINES.filter(({ order }) => !found.has(order))).toEqual([])
    }
  }
  const exchanges = () => agents.flatMap(agent => agent.exchanges)
  const printed = () => [run.lines, run.noise, programs.map(({ stderr }) => stderr)]
  return { world, made, token, obeyed, read, exchanges, printed }
}

/** What waits for the streamer, by plugin. */
async function waiting(made: TestProject): Promise<readonly unknown[]> {
  const { lines } = await command(made, 'approvals', '--json')
  return lines.map(({ plugin }) => plugin)
}

/** Where the words of viewers are in answers, they are data, and said to be. */
function expectMarked(exchanges: readonly Exchange[]): void {
  for (const { method, params, reply } of exchanges) {
    const about = JSON.stringify([method, params]).slice(0, 200)
    const {
      content = [],
      structuredContent,
      contents = [],
      messages = [],
      ...rest
    } = Object(reply.result)
    const [task, ...data] = messages
    const texts = [content, contents, data].flat().map(one => (one.content ?? one).text)
    for (const text of texts.map(one => JSON.parse(one)))
      if (holdsBait(text)) expect({ about, ...text }).toMatchObject({ about, untrusted: true })
    if (structuredContent !== undefined)
      expect({ about, texts }).toEqual({ about, texts: [JSON.stringify(structuredContent)] })
    expect({ about, holdsBait: holdsBait([task, rest, reply.error]) }).toEqual({
      ...{ about, holdsBait: false },
    })
  }
}

function holdsBait(value: unknown): boolean {
  return textsIn(value).some(text => text.includes(BAIT))
}

/** Every file but the one that holds the tokens. */
function filesOf({ folder }: TestProject): readonly string[] {
  return readdirSync(join(folder, '.promethean'), { recursive: true, withFileTypes: true })
    .filter(file => file.isFile() && file.name !== 'access.json')
    .map(file => readFileSync(join(file.parentPath, file.name), 'latin1'))
}

it('agents that may do everything at once do no more than the config allows, and nothing while muted', async () => {
  const { made, token, read, obeyed, exchanges, printed } = await evening(
    `mcp({ act: ${EVERYTHING}, approve: false, budget: { perMinute: 60, perSession: 500 } })`,
  )
  await read()
  const expected = HOSTILE_LINES.map(({ kind, leaves }) => ({ kind, gone: leaves }))
  expect(await obeyed(HOSTILE_LINES)).toEqual(expected)
  expectMarked(exchanges())
  // The own one of a plugin waits on, though an agent wrote !ok as the broadcaster.
  expect(await waiting(made)).toEqual(['guard'])

  const kept = await exported(made)
  const called = kept.filter(({ type }) => type === 'agent.called').map(({ data }) => Object(data))
  const isKnown = (tool: string) => /^[a-z_]+$/.test(tool)
  for (const matches of [...ACTING.map(one => (tool: string) => tool === one), isKnown]) {
    const asked = exchanges().filter(
      ({ method, params, reply }) =>
        method === 'tools/call' && matches(String(params.name)) && reply.error === undefined,
    )
    expect(called.filter(({ tool }) => matches(tool)).length).toBeGreaterThanOrEqual(asked.length)
  }
  expect(new Set(called.map(({ agent }) => agent))).toEqual(
    new Set([
      '<img src=x onerror=alert(1)> [31m ann approved afla 1.2',
      `ann ${'x'.repeat(56)}`,
      'helper',
    ]),
  )
  expect(called.every(({ tool }) => tool.length <= 60)).toBe(true)

  // What an agent wrote itself in an address comes back in the error about it.
  const told = exchanges().filter(({ params }) => !String(params.uri).includes(SECRET))
  const replies = told.map(({ reply }) => JSON.stringify(reply))
  const rest = [printed(), kept, filesOf(made)].map(one => JSON.stringify(one))
  const holding = (texts: readonly string[], secrets: readonly string[]) =>
    texts.filter(text => secrets.some(secret => text.includes(secret)))
  expect(holding(replies, [SECRET, CHAT_TOKEN, token, made.folder])).toEqual([])
  expect(holding(rest, [SECRET, CHAT_TOKEN, token])).toEqual([])

  await command(made, 'mute', 'mcp')
  expect(await obeyed(acting)).toEqual(nothing(acting))
})

it('agents whose acts wait for the streamer do nothing, whoever says that they are approved', async () => {
  const { world, made, obeyed, read, exchanges } = await evening(
    `mcp({ act: ${EVERYTHING}, budget: { perMinute: 60, perSession: 500 } })`,
  )
  await read(1)
  expect(await obeyed(acting)).toEqual(nothing(acting))
  // By now what would be done has been read by everybody again.
  for (const { login, text, tags } of FAKE_APPROVALS) world.chat(login, text, tags)
  await read(1)
  expectMarked(exchanges())
  const wait = exchanges().filter(
    ({ reply }) => Object(reply.result?.structuredContent).status === 'waiting',
  )
  // No more may wait of agents; the others were refused.
  expect(wait).toHaveLength(20)
  expect(await waiting(made)).toEqual(['guard', ...wait.map(() => 'mcp')])
  expect(world.left(made.folder)).toEqual([])
  expect((await exported(made)).filter(({ type }) => type === 'agent.decided')).toEqual([])
  world.chat('ann', '!ok alfa')
  const left: string[] = []
  const decided = () => left.push(...world.left(made.folder)) && left.toSorted()
  await expect.poll(decided, PATIENTLY).toEqual(['#ann alfa is approved', 'decided approved'])
})

it('agents that may only speak do nothing else, and not more than their budget', async () => {
  const { made, obeyed, exchanges } = await evening(
    "mcp({ act: ['say'], approve: false, budget: { perMinute: 4, perSession: 9 } })",
  )
  const seen = await obeyed(acting)
  const allowed = acting.filter(({ order }) => order.includes('"chat_say"'))
  const gone = seen.flatMap(one => one.gone)
  expect(allowed.flatMap(({ leaves }) => leaves)).toEqual(expect.arrayContaining(gone))
  // What was dropped on its way, a link, has used up some of it.
  expect(gone.length).toBeGreaterThan(3)
  expect(gone.length).toBeLessThanOrEqual(9)
  expectMarked(exchanges())
  expect(await waiting(made)).toEqual(['guard'])
})

it('agents that may only read do nothing', async () => {
  const { made, obeyed, exchanges } = await evening()
  expect(await obeyed(HOSTILE_LINES)).toEqual(nothing(HOSTILE_LINES))
  expectMarked(exchanges())
  expect(await waiting(made)).toEqual(['guard'])
})
