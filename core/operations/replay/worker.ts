import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { attribute } from '../../blame/attribute.ts'
import { checkConfig } from '../../config/check/check.ts'
import { secretsOf } from '../../config/load/env.ts'
import { ConfigProblem } from '../../errors.ts'
import type { Journal } from '../../journal/port.ts'
import { requireJournal } from '../../journal/repair/refuse.ts'
import { openSqliteJournal } from '../../journal/sqlite/journal.ts'
import { type Done, differenceOf } from '../../replay/effects-compared.ts'
import { replay } from '../../replay/replay.ts'
import { refusalOf } from '../answer.ts'
import type { Told } from '../operation.ts'
import type { ReplayLine } from './lines.ts'
import { spanOf } from './span.ts'
import type { MORE, ReplayWork, ThreadTold } from './thread.ts'

// Of the whole: a terminal shows percents.
const SHOWN_SHARE = 0.01

type Line = Told<ReplayLine>

// Given by thread.ts, the only one who starts this file.
const work = workerData as ReplayWork
const port = parentPort as MessagePort

await replayHere()

async function replayHere(): Promise<void> {
  const { file, isOpen } = work.journal
  try {
    const config = await configAt(work)
    requireJournal(file)
    const journal = await openSqliteJournal(file, { readOnly: true, isOpen })
    try {
      await replayOn(journal, config)
    } finally {
      await journal.close()
    }
    await tell('done')
  } catch (failure) {
    await tell({ refusal: refusalOf(failure) })
  }
}

type Config = Awaited<ReturnType<typeof configAt>>

async function configAt({ url, folder }: ReplayWork) {
  // Per thread: who threw is known by the source files on the stack.
  process.setSourceMapsEnabled(true)
  const module: unknown = await import(url)
  const { problems, config } = await checkConfig(Reflect.get(Object(module), 'default'), folder)
  if (config === undefined) throw new ConfigProblem(problems)
  return config
}

async function replayOn(journal: Journal, config: Config): Promise<void> {
  const { wanted } = work
  const { diff, tests } = wanted
  const span = await spanOf(journal, wanted, config)
  const waiting: Line[] = []
  const give = async (...last: readonly Line[]) => {
    for (const line of [...waiting.splice(0), ...last]) await tell({ line: JSON.stringify(line) })
  }
  let shown = 0
  const { then, now, events, madeUp, leftOut } = await replay({
    ...{ config, journal, tests, ...span, secrets: secretsOf(process.env) },
    onDone: done => {
      if (!diff) waiting.push({ code: 'effect', ...done })
    },
    write: ({ level, plugin, message }) => {
      if (level === 'warn' || level === 'error')
        waiting.push({ code: 'log', level, plugin, message })
    },
    onProgress: async share => {
      await give()
      if (share - shown < SHOWN_SHARE) return
      shown = share
      await tell({ share })
    },
  })
  // All is known: what plugins left behind may throw, and takes nothing of it away.
  attribute(() => undefined)
  await give(...(diff ? differencesOf(then, now) : []), {
    ...{ code: 'replayed', from: span.from, events, effects: now.length, left_out: leftOut },
    ...(madeUp > 0 && { made_up: madeUp }),
  })
}

function differencesOf(then: readonly Done[], now: readonly Done[]): readonly Line[] {
  const { missing, added } = differenceOf(then, now)
  return [
    ...missing.map(done => ({ code: 'difference', kind: 'missing', ...done }) as const),
    ...added.map(done => ({ code: 'difference', kind: 'added', ...done }) as const),
  ]
}

/** Waits until more is wanted, so that nothing piles up before a slow reader. */
function tell(told: ThreadTold): Promise<typeof MORE> {
  port.postMessage(told)
  return new Promise(resolve => port.once('message', resolve))
}
