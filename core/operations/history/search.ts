import { z } from 'zod'
import { PrometheanError } from '../../errors.ts'
import { SAID } from '../../events/said.ts'
import { deliveredEvent } from '../../journal/history.ts'
import type { Journal, JournalQuery } from '../../journal/port.ts'
import { noMeaning } from '../../memory/memory.ts'
import { MEMORY_PLACES, MEMORY_WAYS, MemoryIndex } from '../../plugin/ports/memory.ts'
import { moment, name, names, text } from '../fields.ts'
import { type Asked, type Given, operation } from '../operation.ts'
import { hasRoom, NO_ROOM, received } from '../time.ts'
import { keptEvent } from './events.ts'
import { hidden, hiddenOf, MAX_HINTED } from './hidden.ts'
import { passage, shownPassages } from './passages.ts'

// As long as a line of chat. Each word is looked for: of fifty thousand the journal would be at work for minutes.
const MOST_TEXT = 500
const MOST_PASSAGES = 100
const LIMITS = { words: 50, meaning: 10, both: 10 }

const input = z
  .strictObject({
    words: names
      .refine(
        words => /[\p{L}\p{N}]/u.test(words.join(' ')),
        'holds nothing to search for: write a word with letters or digits',
      )
      .refine(
        words => words.join(' ').length <= MOST_TEXT,
        `is longer than ${MOST_TEXT} characters: write fewer words`,
      )
      .describe("words in the text or in the author's name; for meaning: a question"),
    by: z
      .enum(MEMORY_WAYS)
      .describe('words: as they are written; meaning: what means the same; or both')
      .default('words'),
    in: z
      .array(z.enum(MEMORY_PLACES))
      .min(1)
      .describe(
        'where: chat; memory: notes; events: titles and answers of language models; by default chat',
      )
      .default(['chat']),
    ...received,
    platform: name.describe('only this platform').optional(),
    channel: text.describe('only this channel').optional(),
    session: name.describe('only this stream: 2026-11-23T19:04Z').optional(),
    limit: z
      .int()
      .min(1)
      .max(10_000)
      .describe(
        `at most this many; default ${LIMITS.words}, by meaning and by both ${LIMITS.both} of at most ${MOST_PASSAGES}`,
      )
      .optional(),
    tests: z.boolean().describe('include test messages').default(false),
    all: z.boolean().describe('include dropped messages, each with its verdict').default(false),
  })
  .refine(hasRoom, NO_ROOM)
  .refine(({ by, all }) => by === 'words' || !all, {
    path: ['all'],
    message: 'and {by} exclude each other: what was dropped is found by words alone',
  })
  .refine(({ by, limit = 0 }) => by === 'words' || limit <= MOST_PASSAGES, {
    path: ['limit'],
    message: `must be a whole number from 1 to ${MOST_PASSAGES} with {by}`,
  })

type Wanted = z.output<typeof input>

/** The maximum number of results. */
export function limitOf({ by, limit = LIMITS[by] }: Pick<Wanted, 'by' | 'limit'>): number {
  return limit
}

const found = keptEvent.extend({
  verdict: z
    .looseObject({ kept: z.boolean(), reason: text.optional() })
    .describe('if all were requested')
    .optional(),
})

export const search = operation({
  description: 'find stored chat messages, notes and titles, by their words or what they mean',
  input,
  output: z.object({
    events: z.array(found).describe('by words: those that contain all of them, newest first'),
    passages: z.array(passage).describe('by meaning and by both: the best first').exactOptional(),
    wordsOnly: text
      .describe('why only words were searched, if meaning could not be')
      .exactOptional(),
    hidden: hidden
      .describe(
        `if nothing is found: how many events, or passages, would be with tests and all; at most ${MAX_HINTED}`,
      )
      .exactOptional(),
    completeSince: moment
      .describe('older messages may be missing: they are not indexed yet')
      .exactOptional(),
    completeUntil: moment
      .describe('later passages may be missing by meaning: they have no vectors yet')
      .exactOptional(),
  }),
  kind: 'read',
  needs: 'journal',
  // The journal of one that is stopped has the words alone.
  needsInstance: ({ by = 'words' }) => by !== 'words',
  run: (wanted, given) =>
    wanted.by === 'words' ? byWords(wanted, given.journal) : byMeaning(wanted, given),
})

async function byWords(wanted: Wanted, journal: Journal) {
  const { all, in: places } = wanted
  const words = wanted.words.join(' ')
  const query: JournalQuery = {
    ...rangeOf(wanted),
    types: places.flatMap(place => SAID[place]),
    dropped: all,
  }
  const rows = await journal.search(words, query)
  return {
    events: rows.map(row => ({
      ...deliveredEvent(row),
      ...(all && { verdict: { ...row.verdict } }),
    })),
    ...(rows.length === 0 && {
      hidden: await hiddenOf(wanted, more => journal.search(words, { ...query, ...more })),
    }),
    ...(rows.completeSince && { completeSince: rows.completeSince }),
  }
}

async function byMeaning(
  wanted: Wanted,
  { journal, instance, config, signal }: Given['journal'] & Asked,
) {
  const { words, by, in: places, tests } = wanted
  if (instance === undefined) throw await notHere(config)
  const { memory } = instance.runtime
  if (!memory.hasMeaning) throw noMeaning()
  const range = { ...rangeOf(wanted), in: places, by }
  const find = (more: Partial<typeof range>) =>
    memory.find(words.join(' '), { ...range, ...more }, signal)
  const { passages, ...rest } = await find({})
  const isEmpty = passages.length === 0
  return {
    ...{ events: [], passages: await shownPassages(journal, passages, { tests }), ...rest },
    ...(isEmpty && {
      hidden: {
        // A model that is away is not waited for twice.
        tests: tests
          ? 0
          : (await find({ tests: true, by: rest.wordsOnly === undefined ? by : 'words' })).passages
              .length,
        // What was dropped is found by words alone.
        ...{ dropped: 0, droppedTests: 0 },
      },
    }),
  }
}

async function notHere(config: Given['journal']['config']): Promise<PrometheanError> {
  const { uses } = await config()
  const isKept = uses.some(({ provides }) => provides.some(({ name }) => name === MemoryIndex.name))
  if (!isKept) return noMeaning()
  return new PrometheanError('runtime', {
    what: 'cannot search by meaning',
    why: 'no instance is running, and the journal alone has only words',
    advice: 'start one with promethean run, or search by words',
  })
}

function rangeOf(wanted: Wanted) {
  const { tests, since, until, platform, channel, session } = wanted
  return {
    ...{ limit: limitOf(wanted), tests },
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
    ...(platform !== undefined && { platform }),
    ...(channel !== undefined && { channel }),
    ...(session !== undefined && { session }),
  }
}
