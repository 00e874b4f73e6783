import { z } from 'zod'
import type { Event } from '../../events/event.ts'
import { SAID, saidText } from '../../events/said.ts'
import { deliveredEvent } from '../../journal/history.ts'
import type { Journal, JournalRow } from '../../journal/port.ts'
import type { KeptPassage } from '../../memory/memory.ts'
import { MEMORY_PLACES } from '../../plugin/ports/memory.ts'
import { count, moment, text } from '../fields.ts'

// A glance at what it was about: as many lines as a moment has, of the same minute.
const AROUND = 3
const AROUND_MS = 60_000

export const passage = z.object({
  place: z.enum(MEMORY_PLACES),
  ids: z.array(text).describe('of its events'),
  hits: z.array(text).describe('of those the words are in'),
  wordsRank: count.describe('1 is the best by words').exactOptional(),
  meaningRank: count.describe('1 is the best by meaning').exactOptional(),
  begin: moment,
  end: moment,
  platform: text.exactOptional(),
  channel: text.exactOptional(),
  session: text.exactOptional(),
  lines: z
    .array(
      z.object({
        id: text,
        time: moment,
        author: text
          .describe('who wrote it: a viewer, who noted it, or the language model')
          .exactOptional(),
        text,
        test: z.boolean().describe('if it is a test event').exactOptional(),
      }),
    )
    .describe('its events; with those of the same minute and channel around a single message'),
})

/** Passages as they are shown: with their lines, a single message also with those around it. */
export function shownPassages(
  journal: Journal,
  passages: readonly KeptPassage[],
  wanted: { readonly tests: boolean },
) {
  return Promise.all(
    passages.map(async ({ rows, ...found }) => {
      const lines = (await withAround(journal, rows, wanted)).map(deliveredEvent).map(lineOf)
      return { ...found, lines }
    }),
  )
}

async function withAround(
  journal: Journal,
  rows: readonly JournalRow[],
  { tests }: { readonly tests: boolean },
): Promise<readonly JournalRow[]> {
  const [only, another] = rows
  if (only === undefined || another !== undefined || !isChat(only.event)) return rows
  const { platform, channel, received } = only.event
  const near = (newest: boolean) =>
    journal.query({
      ...{ types: SAID.chat, after: only.position, newest, limit: AROUND, tests },
      since: new Date(received.getTime() - AROUND_MS),
      until: new Date(received.getTime() + AROUND_MS),
      ...(platform !== undefined && { platform }),
      ...(channel !== undefined && { channel }),
    })
  const [before, after] = await Promise.all([near(true), near(false)])
  return [...before.toReversed(), only, ...after]
}

function isChat({ type }: Event): boolean {
  return SAID.chat.some(one => one === type)
}

function lineOf(event: Event) {
  const author = authorOf(event)
  return {
    ...{ id: event.id, time: event.time },
    ...(author !== undefined && { author }),
    text: saidText(event) ?? '',
    ...(event.test === true && { test: true }),
  }
}

function authorOf(event: Event): string | undefined {
  if (event.type === 'chat.message') return event.data.user.displayName
  if (event.type === 'memory.noted') return event.data.by
  return event.type === 'llm.answered' ? event.data.model : undefined
}
