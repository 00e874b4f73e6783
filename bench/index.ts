import { cpus, release, totalmem } from 'node:os'
import { parseArgs } from 'node:util'
import { agents } from './agents.ts'
import { memory } from './memory.ts'
import { outbox } from './outbox.ts'
import { page } from './page.ts'
import type { BenchSettings } from './parts/settings.ts'
import { type Row, table } from './parts/table.ts'
import { reaction } from './reaction.ts'
import { reload } from './reload.ts'
import { rules } from './rules.ts'
import { start } from './start.ts'
import { toMongodb } from './to-mongodb.ts'

// `npm run bench`: each measurement beside its peer in the same run, as one table.
const BENCHES: Readonly<Record<string, (settings: BenchSettings) => Promise<readonly Row[]>>> = {
  'to-mongodb': toMongodb,
  reaction,
  page,
  memory,
  agents,
  reload,
  outbox,
  rules,
  start,
}

process.exitCode = await main()

async function main(): Promise<number> {
  const { only, rounds, isQuick, size } = readArguments()
  const rows: Row[] = []
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (only !== undefined && only !== name) continue
    rows.push(...(await bench({ rounds, isQuick, size, say: text => console.error(text) })))
  }
  console.log(`${table(rows)}\n\n${circumstances(rounds)}`)
  return rows.every(({ isMet }) => isMet) ? 0 : 1
}

function readArguments() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      rounds: { type: 'string', default: '5' },
      size: { type: 'string' },
      quick: { type: 'boolean', default: false },
    },
  })
  const { only, quick } = values
  const rounds = quick ? 1 : Number(values.rounds)
  if (only !== undefined && !(only in BENCHES)) {
    throw new Error(`there is no bench ${only}; name one of ${Object.keys(BENCHES).join(', ')}`)
  }
  if (!Number.isInteger(rounds) || rounds < 1) {
    throw new Error('cannot read --rounds; write a whole number from 1 on')
  }
  const size = values.size === undefined ? undefined : Number(values.size)
  if (size !== undefined && (!Number.isInteger(size) || size < 1)) {
    throw new Error('cannot read --size; write how many vectors, such as 100000')
  }
  return { only, rounds, isQuick: quick, size }
}

function circumstances(rounds: number): string {
  const [cpu] = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  const date = new Date().toISOString().slice(0, 10)
  const command = ['npm run bench', ...process.argv.slice(2)]
    .join(' ')
    .replace('bench -', 'bench -- -')
  return [
    `Medians of ${rounds} interleaved rounds, every process on one machine.`,
    `${cpus().length} x ${cpu?.model.trim()}, ${memory} GB, ${process.platform} ${release()}, Node ${process.version}; ${date}; \`${command}\`.`,
  ].join('\n')
}
