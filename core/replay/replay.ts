import type { CheckedConfig } from '../config/check/check.ts'
import { PrometheanError } from '../errors.ts'
import type { Event } from '../events/event.ts'
import { isToldByRuntime, RUNTIME } from '../events/runtime-source.ts'
import { deliveredEvent } from '../journal/history.ts'
import type { Journal } from '../journal/port.ts'
import type { LogLine } from '../log.ts'
import { Runtime } from '../runtime/runtime.ts'
import { type ReplayClock, startClock } from './clock.ts'
import { type Done, doneOf } from './effects-compared.ts'
import { traced } from './origins.ts'
import { type ReplayBounds, type ReplayRecord, readRecord, rowsOf } from './record.ts'
import { scratchJournal } from './scratch.ts'
import { standIns } from './stand-ins.ts'
import { castOf } from './used-ports.ts'

// Time after the last event, so that pending answers are sent, including those with timers of a minute.
const AFTERMATH_MS = 60_000
const SETUP_MS = 20_000
const STREAM_SIGNS = [
  'stream.online',
  'stream.offline',
  'obs.stream.started',
  'obs.stream.stopped',
] as const

export interface ReplaySettings {
  readonly config: CheckedConfig
  /** Read only. */
  readonly journal: Journal
  readonly from: Date
  readonly until: Date
  /** Test events too. */
  readonly tests?: boolean
  /** Never shown, beside those in the config. */
  readonly secrets?: Iterable<string>
  /** Each effect as it is captured. */
  onDone(done: Done): void
  write(line: LogLine): void
  /** How far it is, 0 to 1. It goes on when this resolves. */
  onProgress?(share: number): Promise<void>
  /** How long all setups may take in real time, in ms; default 20 s. */
  readonly setupMs?: number
}

export interface Replayed {
  readonly events: number
  /** Test events of that time that were left out. */
  readonly madeUp: number
  /** What the journal says was done in that time; the cause is the event from outside that began it. */
  readonly then: readonly Done[]
  /** What would have been done, with such causes too. */
  readonly now: readonly Done[]
  /** Uses that were not run. */
  readonly leftOut: readonly string[]
}

/**
 * Past events through the filters and behaviours of a config, on a clock of their own; nothing leaves.
 * Needs the whole process: its timers and its clock show the past meanwhile.
 */
export async function replay(settings: ReplaySettings): Promise<Replayed> {
  const { journal, from, until, tests = false } = settings
  const after = await journal.positionAt(from)
  const bounds = { after, to: await journal.positionAt(until), tests }
  const recorded = await readRecord(journal, bounds)
  const clock = startClock(from.getTime())
  try {
    return await replayOn(clock, settings, bounds, recorded)
  } finally {
    clock.stop()
  }
}

async function replayOn(
  clock: ReplayClock,
  { config, journal, from, ...settings }: ReplaySettings,
  bounds: ReplayBounds,
  { then: saidThen, rooms, ...record }: ReplayRecord,
): Promise<Replayed> {
  const now: Done[] = []
  const capture = (done: Done) => {
    now.push(done)
    settings.onDone(done)
  }
  // What the connections knew then, because they do not run now; the config takes precedence.
  const streamer = { ...Object.fromEntries(rooms), ...config.streamer }
  const cast = castOf(config.uses, {
    standIn: standIns(record),
    accountsOf: use =>
      [...(record.madeUpIn.get(use) ?? [])].map(([platform, channel]) => ({ platform, channel })),
  })
  const isOutside = (event: Event) => isFromOutside(event, config, cast.leftOut)
  const isWanted = (event: Event) => isOutside(event) && (bounds.tests || !event.test)
  const causes = new Map<string, Pick<Event, 'cause'>>()
  const keepCause = (event: Event) => {
    const { id, cause } = event
    if (!isOutside(event)) causes.set(id, { ...(cause !== undefined && { cause }) })
  }
  const runtime = await Runtime.open({
    journal: await scratchJournal(journal, clock, keepCause),
    ...(settings.secrets !== undefined && { secrets: settings.secrets }),
    write: line => settings.write(line),
    effects: {
      capture: effect => {
        const values = [runtime.redactor.payload(effect.values)].flat()
        capture(doneOf({ ...effect, values }, new Date(clock.now())))
      },
    },
  })
  clock.onThrown(failure => runtime.blame(failure))
  const { setupMs = SETUP_MS } = settings
  await clock.within(setupMs, runtime.start({ ...config, streamer, uses: cast.uses }), () =>
    tooSlow(setupMs),
  )
  let events = 0
  let madeUp = 0
  for (const sign of await signsBefore(journal, from)) runtime.bus.retell(sign)
  for await (const { event, position } of rowsOf(journal, bounds)) {
    if (!isWanted(event)) {
      if (isOutside(event)) madeUp += 1
      continue
    }
    await clock.advance(event.received.getTime())
    runtime.bus.retell(event)
    events += 1
    await settings.onProgress?.((position - bounds.after) / Math.max(bounds.to - bounds.after, 1))
  }
  await clock.advance(clock.now() + AFTERMATH_MS)
  const stopped = runtime.stop()
  await clock.advance(clock.now() + AFTERMATH_MS)
  await stopped
  const toldThen = async (id: string) => {
    const event = (await journal.find(id))?.row.event
    return event === undefined || isOutside(event) ? undefined : event
  }
  const then = await traced(saidThen, toldThen)
  const today = await traced(now, id => causes.get(id))
  return { events, madeUp, then, now: today, leftOut: [...cast.leftOut] }
}

function tooSlow(ms: number): PrometheanError {
  return new PrometheanError('runtime', {
    what: 'cannot replay',
    why: `a setup did not return within ${ms / 1_000} s`,
    advice:
      'in a replay time stands still until every plugin is set up, so setup must not wait for a timer',
  })
}

// What the runtime and the behaviours published then, they publish again; events fired by hand they do not.
function isFromOutside(event: Event, config: CheckedConfig, leftOut: ReadonlySet<string>): boolean {
  if (event.source === RUNTIME) return !isToldByRuntime(event)
  return leftOut.has(event.source) || !config.uses.some(({ id }) => id === event.source)
}

// A replay that begins in the middle of a stream knows that it is live.
async function signsBefore(journal: Journal, from: Date): Promise<readonly Event[]> {
  const rows = await journal.query({ types: STREAM_SIGNS, until: from, newest: true, limit: 10 })
  const session = rows[0]?.event.session
  if (session === undefined) return []
  return rows
    .filter(({ event }) => event.session === session)
    .toReversed()
    .map(row => ({ ...deliveredEvent(row), recovered: true }) as Event)
}
