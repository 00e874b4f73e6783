import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Event } from '../../../core/events/event.ts'
import { createHistory } from '../../../core/journal/history.ts'
import type { Journal } from '../../../core/journal/port.ts'
import { openMemoryJournal } from '../../../core/journal/sqlite/journal.ts'
import type { EventHistory } from '../../../core/plugin/ports/runtime.ts'
import { DROPPED, follow, line, lines } from './entries.ts'

let journal: Journal
let history: EventHistory
beforeEach(async () => {
  journal = await openMemoryJournal()
  history = createHistory(journal)
})
afterEach(() => journal.close())

const ids = (events: readonly Event[]) => events.map(({ id }) => id.split(':')[2])
const all = async (events: AsyncIterable<Event>): Promise<Event[]> => {
  const found: Event[] = []
  for await (const event of events) found.push(event)
  return found
}

it('leaves out what filters dropped and test events', async () => {
  await journal.append([line(1), line(2, { verdict: DROPPED }), line(3, { test: true }), follow(4)])
  expect(ids(await history.query({}))).toEqual(['1', '4'])
  expect(ids(await all(history.stream({})))).toEqual(['1', '4'])
})

it('gives an event a filter changed as it was delivered: changed, and without raw', async () => {
  const { data } = line(1).event
  const changed = { by: 'shout', data: { ...data, text: 'HI' } }
  await journal.append([line(1, { raw: { line: 'hi' }, verdict: { kept: true, changed } })])
  const [event] = await history.query({ types: ['chat.message'] })
  expect(event?.data.text).toBe('HI')
  expect(event).not.toHaveProperty('raw')
  expect(ids(await history.search('hi'))).toEqual(['1'])
})

it.each([false, true])('streams everything once over many pages (newest: %s)', async newest => {
  await journal.append(lines(1, 1_234))
  const expected = lines(1, 1_234).map(({ event }) => event.data)
  const found = await all(history.stream({ newest }))
  expect(found.map(({ data }) => data)).toEqual(newest ? expected.reverse() : expected)
  expect(await all(history.stream({ newest, limit: 700 }))).toHaveLength(700)
  expect(await all(history.stream({ newest, limit: 500 }))).toHaveLength(500)
})

it('reads no further than its reader does', async () => {
  await journal.append(lines(1, 2_000))
  let pages = 0
  const counted = createHistory({
    ...journal,
    query: query => {
      pages++
      return journal.query(query)
    },
  })
  for await (const event of counted.stream({})) if (event.id.endsWith(':600')) break
  expect(pages).toBe(2)
})

it('finds chat by words, newest first', async () => {
  await journal.append([line(1, { text: 'good evening' }), line(2, { text: 'Good night' })])
  expect(ids(await history.search('good'))).toEqual(['2', '1'])
  expect(ids(await history.search('good', { limit: 1 }))).toEqual(['2'])
})

it('finds events by their ids, oldest first, but no dropped and no test events', async () => {
  await journal.append([line(1), line(2, { verdict: DROPPED }), line(3, { test: true }), follow(4)])
  const known = (await journal.read({ limit: 10 })).map(({ event }) => event.id)
  expect(ids(await history.find([...known.toReversed(), 'unknown']))).toEqual(['1', '4'])
})

it('finds the events about one user', async () => {
  await journal.append([line(1), line(2, { user: 'somebody' }), line(3)])
  const wanted = { types: ['chat.message'], user: 'SOMEBODY' } as const
  expect(ids(await history.query(wanted))).toEqual(['2'])
  expect(ids(await all(history.stream(wanted)))).toEqual(['2'])
})
