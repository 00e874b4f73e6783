import type { BareInsert } from './parts/bare-insert.ts'
import { type HelperProcess, startHelperProcess } from './parts/helper-process.ts'
import { type ColdMongo, DATABASE, startColdMongo } from './parts/mongo.ts'
import { copyProject } from './parts/project.ts'
import { startPromethean } from './parts/promethean.ts'
import { type BenchSettings, CHANNEL } from './parts/settings.ts'
import { median } from './parts/statistics.ts'
import type { Row } from './parts/table.ts'
import type { TmiScript } from './parts/tmi-script.ts'
import type { TwitchServer } from './parts/twitch-server.ts'

/** One way into the database, made ready: `go` sends everything on its way. */
interface Way {
  go(): Promise<unknown>
  close(): Promise<unknown>
}

interface World {
  readonly mongo: ColdMongo
  readonly twitch: HelperProcess<TwitchServer>
  readonly port: number
  readonly lines: number
}

type Name = 'script' | 'promethean' | 'bare'

const WAYS: Readonly<Record<Name, (world: World) => Promise<Way>>> = {
  script: startScript,
  promethean: startOurs,
  bare: startBare,
}

/** Lines of chat from a server into MongoDB: the script users write, Promethean with its journal, and bare `insertMany`. */
export async function toMongodb({ rounds, isQuick, say }: BenchSettings): Promise<readonly Row[]> {
  const lines = isQuick ? 5_000 : 30_000
  const twitch = startHelperProcess<TwitchServer>('./twitch-server.ts')
  const rates: Record<Name, number[]> = { script: [], promethean: [], bare: [] }
  try {
    const port = await twitch.ask('port')
    say(`to MongoDB: ${lines} lines, ${await twitch.ask('prepare', lines)}`)
    for (let round = 1; round <= rounds; round++) {
      for (const name of inTurn(round)) {
        await twitch.ask('prepare', lines)
        const { rate, server, bytes } = await measure(WAYS[name], { twitch, port, lines })
        rates[name].push(rate)
        say(
          `  round ${round}  ${name.padEnd(10)} ${perSecond(rate)}  documents of ${bytes} bytes, ${server}, cold`,
        )
      }
    }
  } finally {
    await twitch.end()
  }
  return rowsOf(rates)
}

async function measure(start: (world: World) => Promise<Way>, rest: Omit<World, 'mongo'>) {
  const mongo = await startColdMongo()
  try {
    const way = await start({ mongo, ...rest })
    try {
      const startedAt = performance.now()
      await way.go()
      const ms = (await mongo.until(rest.lines)) - startedAt
      const bytes = Math.round(await mongo.documentBytes())
      return { rate: (rest.lines / ms) * 1_000, server: mongo.name, bytes }
    } finally {
      await way.close()
    }
  } finally {
    await mongo.close()
  }
}

async function startScript({ mongo, twitch, port }: World): Promise<Way> {
  const script = startHelperProcess<TmiScript>('./tmi-script.ts')
  await script.ask('start', port, CHANNEL, mongo.uri, DATABASE)
  await twitch.ask('listened', CHANNEL)
  return { go: () => twitch.ask('replay'), close: () => script.end() }
}

async function startOurs({ mongo, twitch, port }: World): Promise<Way> {
  const project = copyProject('to-mongodb')
  const run = await startPromethean(project.file, {
    env: { BENCH_TWITCH: String(port), BENCH_MONGODB: mongo.uri, BENCH_DATABASE: DATABASE },
  })
  await twitch.ask('listened', CHANNEL)
  return {
    go: () => twitch.ask('replay'),
    close: async () => {
      await run.stop()
      project.remove()
    },
  }
}

async function startBare({ mongo, lines }: World): Promise<Way> {
  const bare = startHelperProcess<BareInsert>('./bare-insert.ts')
  await bare.ask('start', mongo.uri, lines)
  return { go: () => bare.ask('insert', DATABASE), close: () => bare.end() }
}

// Each round begins with another: whatever warms up or cools down is shared out.
function inTurn(round: number): readonly Name[] {
  const names: readonly Name[] = ['script', 'promethean', 'bare']
  const first = round % names.length
  return [...names.slice(first), ...names.slice(0, first)]
}

function rowsOf(rates: Readonly<Record<Name, readonly number[]>>): readonly Row[] {
  const ours = perSecond(median(rates.promethean))
  const row = (peer: Name, words: string, least: number): Row => {
    const ratio = median(rates.promethean.map((rate, round) => rate / (rates[peer][round] ?? 0)))
    return {
      what: 'to MongoDB, journal included',
      ours,
      peer: `${words}: ${perSecond(median(rates[peer]))}`,
      ratio,
      target: `at least ${least}`,
      isMet: ratio >= least,
    }
  }
  return [
    row('script', 'tmi.js and an insertOne each', 2),
    row('bare', 'bare insertMany, the limit', 0.5),
  ]
}

function perSecond(rate: number): string {
  return `${(rate / 1_000).toFixed(1)} k/s`
}
