import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  capturedStreamerbotFrames,
  capturedTauFrames,
  capturedTwitchLines,
  capturesFolder,
  fixtureTwitchLines,
} from '../support/captures.ts'
import { allFrames } from '../support/frames/streamerbot/index.ts'
import { payloads } from '../support/frames/tau/payloads.ts'
import { malformed, lines as ownLines } from '../support/frames/twitch/lines.ts'
import { dropDatabase, readDatabase } from '../support/mongo/documents.ts'
import {
  type Line,
  makeProject,
  runCommand,
  startPromethean,
  type TestProject,
} from '../support/process/promethean.ts'
import type { EventFrame } from '../support/streamerbot/fake-streamerbot.ts'
import type { TauEnvelope } from '../support/tau/store.ts'
import { chatLine } from '../support/twitch/lines.ts'
import { CHANNEL, configFor, everybodyListens, startWorlds, type Worlds } from './worlds.ts'

type Documents = Awaited<ReturnType<typeof readDatabase>>

const folder = capturesFolder()
const own = {
  name: 'frames of our own',
  lines: [...Object.values(ownLines), ...malformed],
  frames: allFrames,
  envelopes: [],
}
const inputs = [
  own,
  ...(folder === undefined
    ? []
    : [
        {
          name: 'the captures of PROMETHEAN_CAPTURES',
          lines: [...capturedTwitchLines(folder), ...fixtureTwitchLines(folder)],
          frames: capturedStreamerbotFrames(folder),
          envelopes: capturedTauFrames(folder),
        },
      ]),
]

describe.each(inputs)('all sources at once, on $name', input => {
  const database = `promethean_test_${randomUUID().slice(0, 8)}`
  // The same line through IRC, TAU and, as Streamer.bot tells it, a third time.
  const shared = Array.from({ length: 40 }, (_, n) => ({
    id: randomUUID(),
    text: `everybody hears line ${n}`,
    login: `viewer${n % 7}`,
  }))
  const relayed = [
    chatLine({
      channel: CHANNEL,
      login: 'restreambot',
      text: '[YouTube: Nia] hello from over there',
    }),
    chatLine({ channel: CHANNEL, login: 'restream', text: 'welcome to the show' }),
  ]
  let worlds: Worlds
  let project: TestProject
  let stopped: Line
  let documents: Documents
  let exported: readonly Line[]

  beforeAll(async () => {
    worlds = await startWorlds()
    console.log(
      `real input: ${input.name}, ${input.lines.length} Twitch lines, ${input.frames.length} Streamer.bot frames; ${worlds.mongo.name}`,
    )
    project = makeProject({ 'promethean.config.ts': configFor(worlds, database) })
    const run = await startPromethean(project.file)
    await everybodyListens(worlds)
    await tellEverything()
    // Nothing lost, nothing waiting: the last line said is in the database.
    await run.next(
      'status',
      line => lagOf(line) === 0 && Number(line.seen) >= input.lines.length / 2,
      60_000,
    )
    expect(await run.stop()).toBe(0)
    stopped = await run.next('stopped')
    documents = await readDatabase(worlds.mongo.uri, database)
    exported = (await runCommand(['export', '--all', '--config', project.file])).lines
  }, 120_000)

  afterAll(async () => {
    if (worlds.mongo.kind === 'uri') await dropDatabase(worlds.mongo.uri, database)
    await worlds.close()
    project.remove()
  })

  async function tellEverything(): Promise<void> {
    const { twitch, streamerbot, tau } = worlds
    const replayed = twitch.replay(
      input.lines.filter(line => !endsConnection(line)),
      { to: 'everyone' },
    )
    for (const frame of input.frames) streamerbot.emit(frame as EventFrame)
    for (const [type, data] of Object.entries(payloads)) tau.happen(type, data)
    for (const envelope of input.envelopes) tau.play(envelope as TauEnvelope)
    for (const { id, text, login } of shared) {
      const line = chatLine({ channel: CHANNEL, login, text, id })
      twitch.send(line)
      tau.chat(tau.channel.login, line)
      streamerbot.emit({
        event: { source: 'Twitch', type: 'ChatMessage' },
        data: asStreamerbot(id, login, text),
      })
    }
    twitch.send(...relayed)
    await replayed
    // Last, because what is said while nobody listens is a gap by promise; how it comes back has its own tests.
    await twitch.replay(input.lines.filter(endsConnection), { to: 'everyone' })
  }

  it('explains everything it saw: seen = kept + repeats + dropped', () => {
    const dropped = Object.values(Object(stopped.dropped)).reduce(
      (sum: number, count) => sum + Number(count),
      0,
    )
    expect(Number(stopped.seen)).toBe(Number(stopped.kept) + Number(stopped.repeats) + dropped)
    expect(Number(stopped.seen)).toBeGreaterThan(input.lines.length / 2)
    expect(stopped.unjournaled).toBe(0)
  })

  it('keeps each chat line that has an id once, in the collection of its platform', () => {
    const ids = new Set(input.lines.flatMap(line => idOfChat(line) ?? []))
    const found = new Map<string, number>()
    for (const { _id } of documents.get('twitch_chat_messages') ?? [])
      found.set(String(_id), (found.get(String(_id)) ?? 0) + 1)
    const missing = [...ids].filter(id => found.get(`twitch:chat.message:${id}`) !== 1)
    expect(missing).toEqual([])
    expect([...found.values()].filter(count => count > 1)).toEqual([])
  })

  it('knows the same line from three sources as one', () => {
    const chat = documents.get('twitch_chat_messages') ?? []
    for (const { id, text, login } of shared) {
      const found = chat.filter(({ _id }) => _id === `twitch:chat.message:${id}`)
      expect(found).toHaveLength(1)
      expect(found[0]).toMatchObject({
        message: text,
        channel: CHANNEL,
        platform: 'twitch',
        user: { username: login },
      })
    }
    expect(Number(stopped.repeats)).toBeGreaterThanOrEqual(shared.length * 2)
  })

  it('leaves relays out of the database and says why', () => {
    const relays = [...documents.values()]
      .flat()
      .filter(({ user }) => /^restream/i.test(String(user?.username)))
    expect(relays).toEqual([])
    expect(Object(stopped.dropped)).toHaveProperty(['restream-filter/relay_account'])
  })

  it('writes every kept event and nothing else, each as a whole document', () => {
    const kept = exported.filter(
      line =>
        Object(line.verdict).kept &&
        line.test !== true &&
        !/^(source|plugin|config)\./.test(String(line.type)),
    )
    const all = [...documents.values()].flat()
    expect(all.map(({ _id }) => String(_id)).sort()).toEqual(
      kept.map(({ id }) => String(id)).sort(),
    )
    for (const document of all) {
      expect(document.timestamp).toBeInstanceOf(Date)
      expect(document.received).toBeInstanceOf(Date)
      expect(Object.values(document)).not.toContain(null)
    }
    for (const [name, found] of documents) {
      for (const { type, platform } of found) {
        const expected =
          type === 'chat.message' ? `${platform ?? 'other'}_chat_messages` : 'stream_events'
        expect(name).toBe(expected)
      }
    }
  })
})

function lagOf(line: Line): number {
  return Object.values<{ lag: number }>(Object(line.consumers)).reduce(
    (sum, { lag }) => sum + lag,
    0,
  )
}

// Independent of the code under test: the id of a line of chat, where it is one from beginning to end.
function idOfChat(line: string): string | undefined {
  const [, tags] = /^@(\S+) :[a-z0-9_]+!\S+ PRIVMSG #[a-z0-9_]+ :?\S/i.exec(line) ?? []
  const [, id] = /(?:^|;)id=([^;\s]+)/.exec(tags ?? '') ?? []
  return id !== undefined && /^[0-9a-f-]{36}$/i.test(id) ? id : undefined
}

function endsConnection(line: string): boolean {
  return /(^| )RECONNECT\b|NOTICE \* :/.test(line)
}

function asStreamerbot(messageId: string, login: string, text: string) {
  const user = { id: '1', login, name: login, role: 1, badges: [] }
  return {
    messageId,
    text,
    user,
    broadcaster: { id: '2', login: CHANNEL, name: CHANNEL },
    isTest: false,
    meta: {},
  }
}
