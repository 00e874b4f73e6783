import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { dropDatabase, readDatabase } from '../support/mongo/documents.ts'
import {
  makeProject,
  type PrometheanProcess,
  runCommand,
  startPromethean,
  type TestProject,
} from '../support/process/promethean.ts'
import { chatLine } from '../support/twitch/lines.ts'
import { followsNotIn, hasFollows, tellFollows } from './follows.ts'
import { askWhetherHeard, heardUntil } from './heard.ts'
import { CHANNEL, configFor, everybodyListens, startWorlds, type Worlds } from './worlds.ts'

const RATE = 1_000
const KILLS = 5
const SAVES = 20
// The promise: what was heard 250 ms before a kill is in the journal.
const SAFE_MS = 250
const OUTAGE_MS = 10_000
// TAU's list is asked for again each minute, should that fail once.
const CAUGHT_UP_MS = 150_000

/** A kill: what was written until when was heard in time, and when the last connection of the killed was seen to be gone. */
interface Kill {
  readonly heardUntil: number
  readonly goneAt: number
}

// Real time on purpose: processes are killed, a database is away, and the lines are written at a rate.
describe('killed, cut off and edited under 1,000 lines a second', () => {
  const database = `promethean_test_${randomUUID().slice(0, 8)}`
  const kills: Kill[] = []
  const writing = new AbortController()
  let worlds: Worlds
  let project: TestProject
  let run: PrometheanProcess
  let found: ReadonlyMap<string, number>
  let texts: readonly string[]

  beforeAll(async () => {
    worlds = await startWorlds()
    project = makeProject({ 'promethean.config.ts': configFor(worlds, database) })
    run = await startPromethean(project.file)
    await everybodyListens(worlds)
    const written = Promise.all([
      writeChat(),
      tellFollows(worlds.tau, { everyMs: 200, signal: writing.signal }),
      askWhetherHeard(worlds.twitch, writing.signal),
    ])
    await Promise.all([saveOften(), killOften(), troubleDatabase()])
    await wait(1_000)
    writing.abort()
    await written
    await caughtUp()
    await run.stop()
    const documents = await readDatabase(worlds.mongo.uri, database)
    const ids = [...documents.values()].flat().map(({ _id }) => String(_id))
    found = count(ids)
    texts = (documents.get('twitch_chat_messages') ?? []).map(({ message }) => String(message))
  }, 480_000)

  afterAll(async () => {
    writing.abort()
    if (worlds.mongo.kind === 'uri') await dropDatabase(worlds.mongo.uri, database)
    await worlds.close()
    project.remove()
  })

  async function writeChat(): Promise<void> {
    const { twitch } = worlds
    await twitch.replay(chat(writing.signal), { rate: RATE, perFrame: 20, signal: writing.signal })
  }

  async function saveOften(): Promise<void> {
    for (let n = 0; n < SAVES; n++) {
      project.write(
        'promethean.config.ts',
        configFor(worlds, database, `// edit ${n}\nexport const edit = ${n}`),
      )
      await wait(1_000)
    }
  }

  async function killOften(): Promise<void> {
    for (let n = 0; n < KILLS; n++) {
      await wait(3_500 + n * 137)
      const at = Date.now()
      const [connection] = worlds.twitch.inRoom(CHANNEL)
      await run.kill()
      while (worlds.twitch.open().length > 0) await wait(1)
      kills.push({ heardUntil: heardUntil(connection, at, SAFE_MS), goneAt: Date.now() })
      run = await startPromethean(project.file)
    }
  }

  async function troubleDatabase(): Promise<void> {
    const { mongo } = worlds
    if (mongo.kind === 'uri') return
    await wait(2_000)
    await mongo.stop()
    await wait(OUTAGE_MS)
    await mongo.start()
    await wait(1_000)
    mongo.freeze()
    await wait(OUTAGE_MS)
    mongo.thaw()
  }

  /** Journal and database have all that came. What they lack at the end, a test names. */
  async function caughtUp(): Promise<void> {
    const hasAll = async () => {
      const hasFollowed = await hasFollows(project.file, worlds.tau)
      const { lines } = await runCommand(['status', '--json', '--config', project.file])
      const { lag, parked } = Object(Object(lines[0]?.consumers).mongo)
      return hasFollowed && lag === 0 && parked === 0
    }
    await vi.waitUntil(hasAll, { timeout: CAUGHT_UP_MS, interval: 1_000 }).catch(() => undefined)
  }

  it('has every line that was heard 250 ms before a kill in the database, once', () => {
    const heard = worlds.twitch.sent.filter(({ listeners }) => listeners > 0)
    const safe = heard.filter(({ time }) =>
      kills.every(({ heardUntil, goneAt }) => time > goneAt || time < heardUntil),
    )
    const missing = safe.filter(({ line }) => found.get(`twitch:chat.message:${idOf(line)}`) !== 1)
    console.log(
      `${worlds.mongo.name}: ${worlds.twitch.sent.length} lines written, ${heard.length} heard, ${safe.length} of them safe, ` +
        `${worlds.twitch.sent.length - texts.length} in gaps`,
    )
    expect(missing).toEqual([])
    expect(safe.length).toBeGreaterThan(RATE * 10)
  })

  it('has nothing twice', () => {
    expect([...found].filter(([, times]) => times > 1)).toEqual([])
    expect(new Set(texts).size).toBe(texts.length)
  })

  it('fetches from TAU what was told while nobody listened', () => {
    const missed = worlds.tau.notes.filter(
      ({ path, listened }) => path === '/ws/twitch-events/' && !listened,
    )
    const follows = [...found.keys()]
      .filter(id => id.startsWith('twitch:channel.followed:'))
      .map(id => id.split(':')[2] ?? '')
    expect(missed.length).toBeGreaterThan(0)
    expect(followsNotIn(follows, worlds.tau)).toEqual([])
  })
})

function* chat(signal: AbortSignal): Generator<string> {
  for (let n = 0; !signal.aborted; n++) {
    yield chatLine({ channel: CHANNEL, login: `viewer${n % 50}`, text: `line ${n}` })
  }
}

function idOf(line: string): string {
  return /[@;]id=([^;]+)/.exec(line)?.[1] ?? ''
}

function count(ids: readonly string[]): ReadonlyMap<string, number> {
  const counted = new Map<string, number>()
  for (const id of ids) counted.set(id, (counted.get(id) ?? 0) + 1)
  return counted
}
