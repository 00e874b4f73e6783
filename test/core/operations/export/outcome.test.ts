import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Event } from '../../../../core/events/event.ts'
import type { Journal } from '../../../../core/journal/port.ts'
import { openMemoryJournal } from '../../../../core/journal/sqlite/journal.ts'
import { exportEvents } from '../../../../core/operations/export/export.ts'
import { KEPT, line } from '../../journal/entries.ts'

let journal: Journal
beforeEach(async () => {
  journal = await openMemoryJournal()
})
afterEach(() => journal.close())

const asked = line(1, { text: '!ask' })

/** An event that came of the question, so many seconds after 19:00. */
function came(n: number, type: string, data: object, source = 'promethean') {
  const { id } = asked.event
  // The data is that of the type.
  const event = { ...line(n).event, id: `${type}:${n}`, type, data, source, cause: id } as Event
  return { event, verdict: KEPT }
}

const answered = (n: number, more: object = {}) =>
  came(n, 'llm.answered', {
    ...{ prompt: 'p', answer: 'a', model: 'm', latencyMs: 1, plugin: 'chat-bot' },
    ...more,
  })

/** The training lines. */
async function exported(): Promise<readonly Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = []
  const { signal } = new AbortController()
  const input = exportEvents.input.parse({ format: 'training' })
  // Only the journal and the signal are read.
  const given = { journal, signal } as unknown as Parameters<typeof exportEvents.run>[1]
  for await (const one of exportEvents.run(input, given)) found.push({ ...one })
  return found
}

it('an answer that was sent says so, with what it looked up', async () => {
  const lookUps = [{ tool: 'search', input: '{}', lines: ['Bea: hi'], events: ['x'] }]
  await journal.append([
    asked,
    answered(2, { lookUps }),
    came(3, 'chat.sent', { text: 'A', via: 'x', confirmed: true, plugin: 'another' }),
    came(4, 'chat.sent', { text: 'a', via: 'x', confirmed: true, plugin: 'chat-bot' }),
  ])
  expect(await exported()).toMatchObject([{ lookUps, outcome: { status: 'sent', text: 'a' } }])
})

it('an answer that was dropped says why', async () => {
  await journal.append([
    asked,
    answered(2),
    came(3, 'chat.dropped', { text: 'a', reason: 'link', plugin: 'chat-bot' }),
  ])
  expect(await exported()).toMatchObject([{ outcome: { status: 'dropped', reason: 'link' } }])
})

it('an answer its plugin held back has its note, and of a title whether it was approved', async () => {
  const at = new Date()
  const note = (plugin: string, text: string) => ({ event: asked.event.id, plugin, text, at })
  const decided = (n: number, decision: string, plugin = 'titles') =>
    came(n, 'approval.decided', { plugin, what: 'title', decision })
  await journal.append(
    [
      asked,
      answered(2, { plugin: 'titles', answer: 'No' }),
      decided(3, 'dropped'),
      decided(4, 'approved', 'another'),
      answered(5, { plugin: 'titles', answer: 'T' }),
      decided(6, 'approved'),
      came(7, 'title.changed', { title: 'T', target: 'x', isConfirmed: true }, 'titles'),
      answered(8, { plugin: 'titles', answer: 'Late' }),
      decided(9, 'expired'),
    ],
    [],
    [note('titles', 'the title was not set'), note('chat-bot', 'another')],
  )
  expect((await exported()).map(({ outcome }) => outcome)).toEqual([
    { approved: false },
    { approved: true, status: 'set', text: 'T' },
    { approved: false, notes: ['the title was not set'] },
  ])
})

it('two answers of one plugin to one event have each their own, whichever was sent first', async () => {
  const said = (n: number, text: string) =>
    came(n, 'chat.sent', { text, via: 'x', confirmed: true, plugin: 'chat-bot' })
  const note = (n: number, text: string) => {
    const { event: at } = line(n)
    return { event: asked.event.id, plugin: 'chat-bot', text, at: at.received }
  }
  await journal.append(
    [
      asked,
      answered(2, { answer: 'See www.example.org' }),
      answered(4, { answer: 'A raid!' }),
      answered(6, { answer: 'Welcome, all of you who came with Cleo.' }),
      said(8, 'Welcome, all of you who…'),
      said(9, 'A raid!'),
      came(10, 'chat.dropped', { text: 'A raid!', reason: 'rate', plugin: 'chat-bot' }),
    ],
    [],
    [note(3, 'it holds a link'), note(7, 'answered')],
  )
  expect((await exported()).map(({ outcome }) => outcome)).toEqual([
    { notes: ['it holds a link'] },
    { status: 'sent', text: 'A raid!' },
    { status: 'sent', text: 'Welcome, all of you who…', notes: ['answered'] },
  ])
})

it('an answer that was asked for again has no outcome, the second one has', async () => {
  await journal.append([
    asked,
    answered(2, { answer: 'not JSON' }),
    answered(3, { answer: '{"title":"A calm evening"}' }),
    came(4, 'chat.sent', { text: 'mine', via: 'x', confirmed: true, plugin: 'chat-bot' }),
  ])
  const [first, second] = await exported()
  expect(first).not.toHaveProperty('outcome')
  expect(second).toMatchObject({ outcome: { status: 'sent', text: 'mine' } })
})

it('an answer to nothing, or of which nothing came, has no outcome', async () => {
  await journal.append([asked, answered(2)])
  expect((await exported())[0]).not.toHaveProperty('outcome')
})
