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
  for (let n = 1; n <= 25; n++) tail.push([row(n)])
  expect(tail.read({ after: 5, limit: 100 })).toBeUndefined()
  expect(positions(tail.read({ after: 20, limit: 3 }))).toEqual([21, 22, 23])
})

it('holds fewer where their payloads are large', () => {
  const tail = new Tail(1_000, 100_000)
  for (let n = 1; n <= 100; n++)
    tail.push([row(n, { text: 'x'.repeat(10_000), list: [1, { a: 'b' }] })])
  expect(tail.read({ after: 80, limit: 100 })).toBeUndefined()
  expect(positions(tail.read({ after: 97, limit: 100 }))).toEqual([98, 99, 100])
})
