import { expect, it } from 'vitest'
import type { JournalRow } from '../../../core/journal/port.ts'
import { Tail } from '../../../core/journal/tail.ts'
import { line } from './entries.ts'

const row = (position: number, raw?: unknown): JournalRow => {
  const { event, verdict } = line(position)
  return { position, verdict, event: raw === undefined ? event : { ...event, raw } }
}
const positions = (rows: readonly JournalRow[] | undefined) => rows?.map(({ position }) => position)

it('holds the latest rows and says where it no longer reaches', () => {
  const tail = new Tail(10)
  const { read } = tail.follow()
  for (let n = 1; n <= 25; n++) tail.push([row(n)])
  expect(read({ after: 5, limit: 100 })).toBeUndefined()
  expect(positions(read({ after: 20, limit: 3 }))).toEqual([21, 22, 23])
})

it('holds fewer where their payloads are large', () => {
  const tail = new Tail(1_000, 100_000)
  const { read } = tail.follow()
  for (let n = 1; n <= 100; n++)
    tail.push([row(n, { text: 'x'.repeat(10_000), list: [1, { a: 'b' }] })])
  expect(read({ after: 80, limit: 100 })).toBeUndefined()
  expect(positions(read({ after: 97, limit: 100 }))).toEqual([98, 99, 100])
})

it('holds nothing for nobody, and for one who follows what it has not passed', () => {
  const tail = new Tail(10_000)
  const push = (from: number, to: number) => {
    for (let n = from; n <= to; n++) tail.push([row(n)])
  }
  push(1, 10)
  const { read, end } = tail.follow()
  expect(read({ limit: 1 })).toBeUndefined()
  expect(read({ after: 10, limit: 1 })).toEqual([])
  push(11, 1_000)
  expect(positions(read({ after: 10, limit: 2 }))).toEqual([11, 12])
  read({ after: 900, limit: 1 })
  push(1_001, 1_002)
  expect(read({ after: 800, limit: 1 })).toBeUndefined()
  read({ after: 900, limit: 1 })
  const slow = tail.follow()
  push(1_003, 2_000)
  read({ after: 2_000, limit: 1 })
  push(2_001, 2_002)
  expect(positions(slow.read({ after: 1_100, limit: 1 }))).toEqual([1_101])
  end()
  slow.end()
  push(2_003, 2_003)
  expect(tail.follow().read({ after: 2_001, limit: 1 })).toBeUndefined()
})

it('gives each reader every row once and in order, whoever stalls, goes back, ends or joins', () => {
  for (let seed = 1; seed <= 20; seed++) everyRowOnce(seed)
})

/** Readers of a small tail in front of a journal that has everything, driven at random. */
function everyRowOnce(seed: number): void {
  const random = randomFrom(seed)
  const tail = new Tail(50, 40_000)
  const committed: JournalRow[] = []
  const open = () => ({ follower: tail.follow(), at: random(committed.length + 1) })
  let readers = [open()]
  for (let step = 0; step < 1_000; step++) {
    const choice = random(100)
    const reader = readers[random(readers.length)]
    if (choice < 40) {
      const first = committed.length + 1
      const rows = Array.from({ length: random(30) }, (_, index) => row(first + index))
      committed.push(...rows)
      tail.push(rows)
    } else if (choice < 96 && reader !== undefined) {
      const range = { after: reader.at, to: committed.length, limit: 1 + random(400) }
      const found = reader.follower.read(range)
      const wanted = committed.slice(range.after, range.after + range.limit)
      if (found !== undefined) expect(positions(found)).toEqual(positions(wanted))
      reader.at += wanted.length
    } else if (choice === 96 && reader !== undefined) reader.at = random(reader.at + 1)
    else if (choice === 97 && readers.length < 5) readers.push(open())
    else if (choice >= 98 && reader !== undefined) {
      reader.follower.end()
      readers = readers.filter(other => other !== reader)
    }
  }
}

/** Whole numbers below a bound, the same for the same seed: https://en.wikipedia.org/wiki/Lehmer_random_number_generator */
function randomFrom(seed: number): (below: number) => number {
  let state = seed * 7_919
  return below => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}
