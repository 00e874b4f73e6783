import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { dropDatabase, readDatabase } from '../support/mongo/documents.ts'
import {
  type Line,
  makeProject,
  ownProcess,
  type PrometheanProcess,
  runCommand,
  type TestProject,
} from '../support/process/promethean.ts'
import { chatFrame } from '../support/streamerbot/lines.ts'
import type { FakeConnection } from '../support/twitch/connection.ts'
import { chatLine } from '../support/twitch/lines.ts'
import { followsIn, followsNotIn, hasFollows, tellFollows } from './follows.ts'
import { askWhetherHeard, heardUntil } from './heard.ts'
import { lateness, type Sighting, watchCommits } from './watched-journal.ts'
import { CHANNEL, configFor, startWorlds, type Worlds } from './worlds.ts'

const SEED = 20_261_129
// The promise is 10 ms; the rest is for the machine, as measured by the answers of the client itself.
const SAFE_MS = 100
// What a machine of two cores, busy with other tests as well, may keep a thread from running.
const USUALLY_MS = 50
const AT_MOST_MS = 1_000
const EVERY_MS = 15
const LINES_AT_ONCE = 2
const FOLLOW_EVERY_MS = 40
// TAU's pages come one after the other: those with what was missed take longer than all else.
const PAGE_MS = 50
const SLOW_SETUP_MS = 3_000
const DISK_MB = 160
// TAU's list is asked for again each minute, should that fail once.
const CAUGHT_UP_MS = 150_000

const slowStarter = `
import { definePlugin } from 'promethean'
export default definePlugin({
  name: 'slow-starter',
  setup: () => new Promise<void>(resolve => setTimeout(resolve, ${SLOW_SETUP_MS})),
})
`

const slowReader = `
import { definePlugin } from 'promethean'
export default definePlugin({
  name: 'slow-reader',
  setup: ({ consume }) =>
    consume({ types: ['chat.message'], batch: { max: 20 } }, async (_events, signal) => {
      await new Promise(resolve => {
        const timer = setTimeout(resolve, 300)
        signal.addEventListener('abort', () => {
          clearTimeout(timer)
          resolve(undefined)
        })
      })
    }),
})
`

const PHASES = ['start', 'steady', 'reload', 'disk full', 'after full disk'] as const
type PhaseName = (typeof PHASES)[number]

interface Phase {
  readonly name: PhaseName
  readonly from: number
}

/** A kill: what was written until when was heard in time, and when the last connection of the killed was seen to be gone. */
interface Kill {
  readonly heardUntil: number
  readonly goneAt: number
}

// Real time on purpose: processes are killed under load. What happens when is drawn from the seed.
describe('five lives under three overlapping sources', () => {
  const database = `promethean_test_${randomUUID().slice(0, 8)}`
  const draw = drawer(SEED)
  const kills: Kill[] = []
  const lastWords: Line[] = []
  const writing = new AbortController()
  let worlds: Worlds
  let project: TestProject
  let disk: TestDisk | undefined
  let run: PrometheanProcess
  let edits = 0
  const phases: Phase[] = []
  let sightings: readonly Sighting[] = []
  let kept: readonly Line[]
  let documents: readonly string[]

  beforeAll(async () => {
    worlds = await startWorlds()
    worlds.tau.thread.delayMs = PAGE_MS
    project = makeProject({
      'promethean.config.ts': config(),
      'slow-starter.ts': slowStarter,
      'slow-reader.ts': slowReader,
    })
    disk = mountDisk(join(project.folder, '.promethean'))
    const journal = join(project.folder, '.promethean', 'journal.db')
    const written = Promise.all([
      writeChat(),
      tellFollows(worlds.tau, { everyMs: FOLLOW_EVERY_MS, signal: writing.signal }),
      askWhetherHeard(worlds.twitch, writing.signal),
      watchCommits(journal, writing.signal).then(seen => {
        sightings = seen
      }),
    ])
    await killedWhileItStarts()
    await editedAndKilled()
    await stoppedWithoutDatabase()
    await killedWhileItStarts()
    await diskFullAndKilled()
    project.write('promethean.config.ts', config())
    run = start()
    await run.next('ready')
    enter('steady')
    await wait(1_000)
    writing.abort()
    await written
    await caughtUp()
    await stop()
    kept = (await runCommand(['export', '--all', '--config', project.file])).lines
    documents = [...(await readDatabase(worlds.mongo.uri, database)).values()]
      .flat()
      .map(({ _id }) => String(_id))
    console.log(
      `${worlds.mongo.name}, ${disk === undefined ? 'no disk of its own' : 'a disk of its own'}: ` +
        `${kept.length} events kept, ${kills.length} kills\n` +
        `after it was heard an event was seen not to be durable yet for:\n${latenessByPhase()}`,
    )
  }, 480_000)

  afterAll(async () => {
    writing.abort()
    await run?.kill()
    if (worlds.mongo.kind === 'uri') await dropDatabase(worlds.mongo.uri, database)
    await worlds.close()
    disk?.unmount()
    project.remove()
  })

  function config(...more: readonly string[]): string {
    const imports = ["import slowReader from './slow-reader.ts'"]
    if (more.includes('slowStarter()')) imports.push("import slowStarter from './slow-starter.ts'")
    const uses = ['slowReader()', ...more].map(use => `    ${use},\n`).join('')
    const text = configFor(worlds, database, imports.join('\n'))
    return text.replace('  plugins: [\n', `  plugins: [\n${uses}`)
  }

  function start(): PrometheanProcess {
    enter('start')
    return ownProcess(['run', '--json', '--config', project.file])
  }

  function enter(name: PhaseName): void {
    phases.push({ name, from: Date.now() })
  }

  function latenessByPhase(): string {
    return PHASES.map(name => `  ${name}: ${lateness(seenIn(name))}`).join('\n')
  }

  function seenIn(name: PhaseName): readonly Sighting[] {
    return sightings.filter(
      ({ received }) => phases.findLast(({ from }) => from <= received)?.name === name,
    )
  }

  async function writeChat(): Promise<void> {
    for (let n = 0; !writing.signal.aborted; n += LINES_AT_ONCE) {
      for (let one = n; one < n + LINES_AT_ONCE; one++) tellEverywhere(one)
      await wait(EVERY_MS)
    }
  }

  // The same line by all three: whoever is first tells it, the others are repeats.
  function tellEverywhere(n: number): void {
    const { twitch, streamerbot, tau } = worlds
    const id = randomUUID()
    const text = `line ${n}`
    const line = chatLine({ channel: CHANNEL, login: `viewer${n % 50}`, text, id })
    const { data, ...frame } = chatFrame(id, text)
    const broadcaster = { id: '4242', login: CHANNEL, name: CHANNEL, type: 'twitch' }
    const order = [
      () => twitch.send(line),
      () => streamerbot.emit({ ...frame, data: { ...Object(data), broadcaster } }),
      () => tau.room(line),
    ]
    const first = Math.floor(draw() * order.length)
    for (const tell of [...order.slice(first), ...order.slice(0, first)]) tell()
  }

  async function killedWhileItStarts(): Promise<void> {
    project.write('promethean.config.ts', config('slowStarter()'))
    run = start()
    await everybodyIsHeard()
    await wait(400 + draw() * 1_000)
    await kill()
    project.write('promethean.config.ts', config())
  }

  async function editedAndKilled(): Promise<void> {
    run = start()
    await run.next('ready')
    enter('reload')
    for (let n = 0; n < 6; n++) {
      await wait(200 + draw() * 300)
      const text = config()
      const isGood = n % 3 !== 1
      project.write(
        'promethean.config.ts',
        `${text}export const edit = ${isGood ? edits++ : '}'}\n`,
      )
    }
    await wait(draw() * 300)
    await kill()
    project.write('promethean.config.ts', config())
  }

  async function stoppedWithoutDatabase(): Promise<void> {
    run = start()
    await run.next('ready')
    enter('steady')
    if (worlds.mongo.kind !== 'uri') await worlds.mongo.stop()
    await wait(2_000 + draw() * 500)
    await stop()
    if (worlds.mongo.kind !== 'uri') await worlds.mongo.start()
  }

  async function diskFullAndKilled(): Promise<void> {
    run = start()
    await run.next('ready')
    enter('steady')
    await wait(1_000)
    if (disk !== undefined) {
      enter('disk full')
      // What was heard before is on the disk by then.
      await wait(SAFE_MS)
      disk.fill()
      // On a busy machine nothing may be written for longer than it stays full.
      await run.next('log', ({ message }) => String(message).includes('the disk is full'))
      await wait(1_000)
      disk.free()
      // It is tried again after 5 s at most; what waits in memory meanwhile is not promised to outlive a kill.
      await run.next('log', ({ message }) =>
        String(message).includes('the journal accepts events again'),
      )
      enter('after full disk')
    }
    await wait(300 + draw() * 500)
    await kill()
  }

  /** Chat is joined and TAU is listened to, whatever else still starts. */
  async function everybodyIsHeard(): Promise<void> {
    const isHeard = () =>
      worlds.twitch.inRoom(CHANNEL).length > 0 &&
      worlds.tau.clients.some(one => one.authenticatedAt !== undefined && !one.closedAt)
    await vi.waitUntil(isHeard, { timeout: 60_000, interval: 5 })
  }

  async function kill(): Promise<void> {
    const at = Date.now()
    const [connection] = worlds.twitch.inRoom(CHANNEL)
    await run.kill()
    await gone(connection, at)
  }

  async function gone(connection: FakeConnection | undefined, killedAt: number): Promise<void> {
    while (worlds.twitch.open().length > 0) await wait(1)
    kills.push({ heardUntil: heardUntil(connection, killedAt, SAFE_MS), goneAt: Date.now() })
  }

  /** A machine that is too busy may not finish in the 5 s a stop has: then it ends like a kill, without last words. */
  async function stop(): Promise<void> {
    const [connection] = worlds.twitch.inRoom(CHANNEL)
    expect(await run.stop()).toBe(0)
    const words = run.lines.find(({ code }) => code === 'stopped')
    if (words === undefined) await gone(connection, Date.now())
    else lastWords.push(words)
  }

  /** Nothing more comes, and journal and database have all that came. What they lack at the end, a test names. */
  async function caughtUp(): Promise<void> {
    let before: unknown
    const hasAll = async () => {
      const hasFollowed = await hasFollows(project.file, worlds.tau)
      const { lines } = await runCommand(['status', '--json', '--config', project.file])
      const { seen, consumers } = Object(lines[0])
      const isQuiet = seen === before && Object(Object(consumers).mongo).lag === 0
      before = seen
      return hasFollowed && isQuiet
    }
    await vi.waitUntil(hasAll, { timeout: CAUGHT_UP_MS, interval: 1_000 }).catch(() => undefined)
  }

  it('has all that was heard 100 ms before a kill', () => {
    const ids = new Set(kept.map(({ id }) => id))
    const heard = worlds.twitch.sent.filter(({ listeners }) => listeners > 0)
    const safe = heard.filter(({ time }) =>
      kills.every(({ heardUntil, goneAt }) => time > goneAt || time < heardUntil),
    )
    const missing = safe.filter(({ line }) => !ids.has(`twitch:chat.message:${idOf(line)}`))
    console.log(
      `${worlds.twitch.sent.length} lines written, ${heard.length} heard, ${safe.length} of them safe`,
    )
    expect(missing).toEqual([])
    expect(safe.length).toBeGreaterThan(500)
  })

  it('has on the disk soon what it heard, at the start and in a reload too', () => {
    const promised = PHASES.filter(name => name !== 'disk full').flatMap(seenIn)
    const late = promised.map(({ lateMs }) => lateMs).sort((a, b) => a - b)
    expect(late.length).toBeGreaterThan(500)
    expect(late[Math.floor(late.length / 2)]).toBeLessThan(USUALLY_MS)
    expect(late.at(-1)).toBeLessThan(AT_MOST_MS)
  })

  it('has all that TAU stored since it was first listened to, whether it was heard or not', () => {
    const follows = followsIn(kept)
    expect(followsNotIn(follows, worlds.tau)).toEqual([])
    expect(follows.length).toBeGreaterThan(200)
    expect(follows).toHaveLength(new Set(follows).size)
  })

  it('has nothing twice', () => {
    const ids = kept.map(({ id }) => String(id))
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([])
    expect(documents).toHaveLength(new Set(documents).size)
  })

  it('has the lines of each source in the order it told them', () => {
    for (const source of ['twitch-irc', 'streamerbot', 'tau']) {
      const numbers = kept.flatMap(({ type, data, ...one }) =>
        type === 'chat.message' && one.source === source
          ? [Number(String(Object(data).text).split(' ')[1])]
          : [],
      )
      expect(numbers.length).toBeGreaterThan(50)
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
    }
  })

  it('counts what was seen as kept, repeated or dropped in each life that ended cleanly', () => {
    expect(lastWords.length).toBeGreaterThan(0)
    for (const { seen, kept, repeats, dropped } of lastWords) {
      const sum = Object.values(Object(dropped)).reduce<number>((all, n) => all + Number(n), 0)
      expect(seen).toBe(Number(kept) + Number(repeats) + sum)
      expect(Number(repeats)).toBeGreaterThan(0)
    }
  })

  it('has in the database what is in the journal, and nothing else', () => {
    const wanted = kept.filter(
      ({ type, test, verdict }) =>
        !/^(source|plugin|config)\./.test(String(type)) &&
        test !== true &&
        Object(verdict).kept === true,
    )
    expect(documents.toSorted()).toEqual(wanted.map(({ id }) => String(id)).toSorted())
  })
})

interface TestDisk {
  fill(): void
  free(): void
  unmount(): void
}

/** A small disk of its own there, where one may be mounted. */
function mountDisk(folder: string): TestDisk | undefined {
  mkdirSync(folder)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m`, 'tmpfs', folder], {
      stdio: 'ignore',
    })
  } catch {
    return undefined
  }
  const filler = join(folder, 'filler')
  return {
    fill: () => {
      const { bavail, bsize } = statfsSync(folder)
      try {
        writeFileSync(filler, Buffer.alloc(bavail * bsize))
        writeFileSync(`${filler}-rest`, Buffer.alloc(bsize * 64))
      } catch {
        // Full, as wanted.
      }
    },
    free: () => {
      rmSync(filler, { force: true })
      rmSync(`${filler}-rest`, { force: true })
    },
    unmount: () => execFileSync('umount', ['-l', folder]),
  }
}

/** Numbers from 0 to 1, the same for the same seed: mulberry32. */
function drawer(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function idOf(line: string): string {
  return /[@;]id=([^;]+)/.exec(line)?.[1] ?? ''
}
