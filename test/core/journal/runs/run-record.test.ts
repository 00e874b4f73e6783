import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { RUNTIME } from '../../../../core/events/runtime-source.ts'
import type { Journal } from '../../../../core/journal/port.ts'
import { idleTimes } from '../../../../core/journal/runs/idle-times.ts'
import { RunRecord } from '../../../../core/journal/runs/run-record.ts'
import { openMemoryJournal, openSqliteJournal } from '../../../../core/journal/sqlite/journal.ts'
import { openState } from '../../../../core/journal/state.ts'
import type { Json } from '../../../../core/plugin/json.ts'
import { temporaryFile } from '../folder.ts'

const START = Date.UTC(2026, 10, 23, 19)
const SECOND = 1_000
const MINUTE = 60 * SECOND
const at = (seconds: number) => START + seconds * SECOND

beforeEach(() => {
  vi.useFakeTimers({ now: START, toFake: ['Date', 'setInterval', 'clearInterval'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** A state in memory, of which a killed process loses nothing it had set. */
class Kept {
  readonly values = new Map<string, Json>()
  readonly journal = { state: async () => this.values }

  get<T extends Json>(key: string): T | undefined {
    // The caller says what it wrote under this key.
    return this.values.get(key) as T | undefined
  }

  set(key: string, value: Json): void {
    this.values.set(key, value)
  }

  process(isNew = true): RunRecord {
    return new RunRecord({ state: this, isNew })
  }

  async idle() {
    return (await idleTimes(this.journal, Date.now())).map(({ from, until }) => [from, until])
  }
}

/** Gone without a word: its timers never come again. */
function kill(): void {
  const now = Date.now()
  vi.clearAllTimers()
  vi.setSystemTime(now)
}

/** The clock goes on, and no timer comes meanwhile. */
function sleep(ms: number): void {
  vi.setSystemTime(Date.now() + ms)
}

describe('when the runtime ran', () => {
  it('a journal in which no run was noted knows nothing', async () => {
    expect(await new Kept().idle()).toEqual([])
  })

  it('is known to the moment where it was stopped and started', async () => {
    const kept = new Kept()
    const first = kept.process()
    first.start()
    vi.advanceTimersByTime(95 * SECOND)
    first.stop()
    sleep(5 * MINUTE)
    kept.process().start()
    vi.advanceTimersByTime(25 * SECOND)
    expect(await kept.idle()).toEqual([
      [Number.NEGATIVE_INFINITY, START],
      [at(95), at(395)],
    ])
  })

  it('is known to ten seconds where it was killed', async () => {
    const kept = new Kept()
    kept.process().start()
    vi.advanceTimersByTime(95 * SECOND)
    kill()
    sleep(5 * MINUTE)
    expect((await kept.idle()).slice(1)).toEqual([[at(90), Number.POSITIVE_INFINITY]])
    kept.process(false).start()
    expect((await kept.idle()).slice(1)).toEqual([[at(90), at(395)]])
  })

  it('a computer that slept for an hour did not run it meanwhile', async () => {
    const kept = new Kept()
    kept.process().start()
    vi.advanceTimersByTime(20 * SECOND)
    sleep(60 * MINUTE)
    vi.advanceTimersByTime(20 * SECOND)
    expect((await kept.idle()).slice(1)).toEqual([[at(20), at(3_630)]])
  })

  it('a machine that stands still for some seconds does not make a stop', async () => {
    const kept = new Kept()
    kept.process().start()
    vi.advanceTimersByTime(10 * SECOND)
    sleep(15 * SECOND)
    vi.advanceTimersByTime(10 * SECOND)
    expect((await kept.idle()).slice(1)).toEqual([])
  })

  it('a clock that is set back makes no stop, and none of a negative length', async () => {
    const kept = new Kept()
    kept.process().start()
    vi.advanceTimersByTime(600 * SECOND)
    sleep(-60 * MINUTE)
    vi.advanceTimersByTime(600 * SECOND)
    kept.process().start()
    expect(await kept.idle()).toEqual([
      [Number.NEGATIVE_INFINITY, at(-2_990)],
      [at(-2_400), START],
    ])
  })

  it('nothing is known of the time before an older journal was first used by one that notes it', async () => {
    const kept = new Kept()
    kept.process(false).start()
    sleep(MINUTE)
    kept.process(false).start()
    expect(await kept.idle()).toEqual([[START, at(60)]])
  })

  it('of more than a thousand starts the newest are known, and nothing before them', async () => {
    const kept = new Kept()
    for (let start = 0; start < 1_500; start++) {
      const one = kept.process()
      one.start()
      vi.advanceTimersByTime(SECOND)
      one.stop()
      sleep(SECOND)
    }
    kept.process().start()
    const idle = await kept.idle()
    expect(idle).toHaveLength(1_000)
    expect(idle[0]).toEqual([at(1_001), at(1_002)])
  })

  it('is never said not to run while it ran, nor to run where it was away for long', async () => {
    const did = fc.oneof(
      fc.record({ act: fc.constant('run'), seconds: fc.integer({ min: 1, max: 90 }) }),
      fc.record({ act: fc.constant('stop'), seconds: fc.integer({ min: 0, max: 120 }) }),
      fc.record({ act: fc.constant('kill'), seconds: fc.integer({ min: 0, max: 120 }) }),
      fc.record({ act: fc.constant('sleep'), seconds: fc.integer({ min: 41, max: 120 }) }),
    )
    const property = fc.asyncProperty(
      fc.array(did, { minLength: 1, maxLength: 12 }),
      async acts => {
        vi.setSystemTime(START)
        const kept = new Kept()
        // What each second was, as somebody who watched it says.
        const ran: boolean[] = []
        // Where it ended without a word, the last ten seconds are not known.
        const unsure = new Set<number>()
        const begin = () => {
          const one = kept.process()
          one.start()
          return one
        }
        let process = begin()
        for (const { act, seconds } of acts) {
          if (act === 'run') vi.advanceTimersByTime(seconds * SECOND)
          else {
            if (act === 'stop') process.stop()
            else for (let back = 1; back <= 10; back++) unsure.add(ran.length - back)
            if (act === 'kill') kill()
            sleep(seconds * SECOND)
          }
          for (let n = 0; n < seconds; n++) ran.push(act === 'run')
          if (act === 'stop' || act === 'kill') process = begin()
          // It wakes up with its next note, up to ten seconds later.
          if (act === 'sleep') for (let n = 0; n <= 10; n++) unsure.add(ran.length + n)
        }
        const idle = await idleTimes(kept.journal, Date.now())
        kill()
        const isIdle = (second: number) =>
          idle.some(({ from, until }) => from <= at(second) && at(second + 1) <= until)
        const wrong = ran.flatMap((was, second) =>
          !unsure.has(second) && was === isIdle(second) ? [second] : [],
        )
        expect(wrong).toEqual([])
        expect(isIdle(-1)).toBe(true)
      },
    )
    await fc.assert(property, { numRuns: 100 })
  })
})

describe.each([
  ['in memory', openMemoryJournal],
  ['in a file', () => openSqliteJournal(temporaryFile())],
] as const)('the record of runs of a journal %s', (_name, open) => {
  it('is in its state, and changes no event, position or number', async () => {
    const journal = await open()
    for (let life = 0; life < 2; life++) {
      const state = await openState(journal, RUNTIME)
      const one = new RunRecord({ state, isNew: (await journal.end()) === 0 })
      one.start()
      vi.advanceTimersByTime(30 * SECOND)
      one.stop()
      await state.flush()
      sleep(MINUTE)
    }
    expect(await idleTimes(journal, Date.now())).toEqual([
      { from: Number.NEGATIVE_INFINITY, until: START },
      { from: at(30), until: at(90) },
      { from: at(120), until: Number.POSITIVE_INFINITY },
    ])
    expect([await journal.end(), await all(journal)]).toEqual([0, []])
    await journal.close()
  })
})

async function all(journal: Journal) {
  return [...(await journal.query({ tests: true, dropped: true }))]
}
