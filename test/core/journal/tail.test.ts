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
