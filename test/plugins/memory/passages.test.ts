import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Said, scopeText } from '../../../plugins/formats/moments/store/said.ts'
import { openStore } from '../../../plugins/memory/store/store.ts'

const told = fc.record({
  session: fc.constantFrom('one', 'two'),
  channel: fc.constantFrom('ann', 'bea'),
  /** Milliseconds since the one before; a clock is set back at times. */
  later: fc.integer({ min: -2_000, max: 20_000 }),
  kind: fc.constantFrom('line', 'line', 'line', 'line', 'long', 'text', 'ended'),
})

type Told = typeof told extends fc.Arbitrary<infer T> ? T : never

/** What happens to the events: so many are told at once, from so many before the last on, after a restart or not. */
const delivery = fc.record({
  most: fc.integer({ min: 1, max: 12 }),
  back: fc.integer({ min: 0, max: 40 }),
  isCrash: fc.boolean(),
})

function saidOf(all: readonly Told[]): readonly Said[] {
  let at = 1_000_000
  return all.map(({ session, channel, later, kind }, index): Said => {
    at += later
    const id = `e${index}`
    const scope = (isMoment: boolean) => scopeText({ place: 'chat', isMoment, channel, session })
    const text = `text ${index}`
    if (kind === 'ended') return { kind, id, session }
    if (kind === 'text') return { kind, id, scope: scope(false), at, text }
    const alone = kind === 'long' && { alone: scope(false) }
    return { kind: 'line', id, scope: scope(true), ...alone, at, text }
  })
}

function inFolder<T>(work: (file: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'memory-'))
  try {
    return work(join(folder, 'memory.db'))
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

function passagesIn(file: string): readonly unknown[] {
  const db = new DatabaseSync(file, { readOnly: true })
  const rows = db
    .prepare(
      'SELECT s.scope, p.begin, p.end, p.ready, p.size, p.ids, p.text FROM passages p JOIN scopes s ON s.id = p.scope ORDER BY p.ids, p.size, s.scope',
    )
    .all()
  db.close()
  return rows
}

it('whatever the batches, crashes and repeats: the same passages as in one pass', () => {
  fc.assert(
    fc.property(
      fc.array(told, { minLength: 1, maxLength: 60 }),
      fc.array(delivery, { maxLength: 15 }),
      (events, deliveries) => {
        const all = saidOf(events)
        const once = inFolder(file => {
          const store = openStore(file)
          store.take(all)
          store.close()
          return passagesIn(file)
        })
        const often = inFolder(file => {
          let store = openStore(file)
          let position = 0
          for (const { most, back, isCrash } of [
            ...deliveries,
            { most: 99, back: 0, isCrash: false },
          ]) {
            // What was not acknowledged, or lies behind a cursor set back, is told again, to where it was at least.
            const from = Math.max(position - back, 0)
            const to = Math.min(Math.max(position, from + most), all.length)
            for (let next = from; next < to; next += most)
              store.take(all.slice(next, Math.min(next + most, to)))
            position = to
            if (isCrash) {
              store.close()
              store = openStore(file)
            }
          }
          store.close()
          return passagesIn(file)
        })
        expect(often).toEqual(once)
      },
    ),
    { numRuns: 40 },
  )
})

it('a batch that fails half-way leaves nothing behind', () => {
  inFolder(file => {
    const store = openStore(file)
    const [line] = saidOf([{ session: 'one', channel: 'ann', later: 0, kind: 'long' }])
    const broken = { kind: 'text', id: 'x', scope: null, at: 0, text: 'x' }
    // What the types forbid.
    expect(() => store.take([line, broken] as Said[])).toThrow()
    expect(store.passages()).toBe(0)
    store.take([line] as Said[])
    expect(store.passages()).toBe(2)
    store.close()
  })
})
