import { within } from '../async.ts'
import { attribute } from '../blame/attribute.ts'
import type { CheckedConfig } from '../config/check/check.ts'
import { PrometheanError } from '../errors.ts'
import { deliveredEvent } from '../journal/history.ts'
import type { Journal, JournalRow } from '../journal/port.ts'
import type { Concerned } from '../runtime/concerned.ts'
import { Runtime } from '../runtime/runtime.ts'
import { readRecord } from './record.ts'
import { scratchJournal } from './scratch.ts'
import { standIns } from './stand-ins.ts'
import { castOf } from './used-ports.ts'

const SETUP_MS = 10_000
// Enough to know the chats and accounts of then.
const ROWS_AROUND = 2_000

export interface Question {
  readonly config: CheckedConfig
  /** Read only. */
  readonly journal: Journal
  readonly row: JournalRow
  /** Never shown, beside those in the config. */
  readonly secrets: Iterable<string>
}

/**
 * Which uses of a config have to do with a past event: what an instance would say of it that runs this config. The set is
 * started as for a replay, and asked; nothing connects, receives events or does anything.
 * @throws PrometheanError if a setup does not return in time
 */
export async function concernedBy({ config, journal, row, secrets }: Question): Promise<Concerned> {
  const { position } = row
  const event = deliveredEvent(row)
  const around = { after: position - ROWS_AROUND, to: position + ROWS_AROUND, tests: true }
  const { rooms, madeUpIn, ...record } = await readRecord(journal, around)
  const cast = castOf(config.uses, {
    standIn: standIns(record),
    accountsOf: use =>
      [...(madeUpIn.get(use) ?? [])].map(([platform, channel]) => ({ platform, channel })),
  })
  const then = { now: () => event.received.getTime(), wait: <T>(work: Promise<T>) => work }
  const runtime = await Runtime.open({
    journal: await scratchJournal(journal, then, () => undefined),
    secrets,
    write: () => undefined,
    effects: { capture: () => undefined },
  })
  const forget = attribute(() => undefined)
  try {
    const streamer = { ...Object.fromEntries(rooms), ...config.streamer }
    const started = runtime.start({ ...config, streamer, uses: cast.uses })
    await within(SETUP_MS, started, tooSlow)
    const { takers, ...concerned } = runtime.concerned(event)
    return { ...concerned, takers: [...takers, ...cast.takers] }
  } finally {
    await runtime.stop()
    forget()
  }
}

function tooSlow(): PrometheanError {
  return new PrometheanError('runtime', {
    what: `a setup of this config did not return within ${SETUP_MS / 1_000} s`,
    advice: 'ask again while the config runs',
  })
}
