import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Event } from '../../core/events/event.ts'
import type { EventType } from '../../core/events/vocabulary.ts'
import type { JournalEntry } from '../../core/journal/port.ts'

const FOLDER = join(import.meta.dirname, '..', 'evenings')
const BETWEEN_LINES_MS = 7_000
const STREAMS_OF_A_WEEK = 7
// Between two lines that somebody wrote for this: three thousand in a week.
const LEAST_TALK = 5
const MOST_TALK = 9
const BETWEEN_TALK_MS = 900
const MINUTE_MS = 60_000

/** A line of chat, and the number of the question that it answers. */
export interface Line {
  readonly id: string
  readonly event: Event
  readonly answers: string | undefined
}

export interface Question {
  readonly number: string
  readonly kind: string
  readonly text: string
}

/** What was kept of some streams, in its order, and the lines among it that were written for the questions. */
export interface Kept {
  readonly entries: readonly JournalEntry[]
  readonly lines: readonly Line[]
}

/** All evenings, their lines alone. */
export function evenings(): Kept {
  const lines = linesOf(readFileSync(join(FOLDER, 'evenings.txt'), 'utf8'))
  return { entries: lines.map(({ event }) => kept(event)), lines }
}

/** A week of evenings, in a busy chat, with titles, raids, gifts and tips; the same each time. */
export function week(): Kept {
  const all = linesOf(readFileSync(join(FOLDER, 'evenings.txt'), 'utf8'))
  const days = [...new Set(all.map(dayOf))].slice(0, STREAMS_OF_A_WEEK)
  const lines = all.filter(line => days.includes(dayOf(line)))
  const random = randomFrom(7)
  const talk = lines.flatMap(({ event }) => {
    const count = LEAST_TALK + Math.floor(random() * (MOST_TALK - LEAST_TALK + 1))
    return Array.from({ length: count }, (_, n) => {
      const at = new Date(event.time.getTime() + (n + 1) * BETWEEN_TALK_MS)
      return said(`${event.id}-${n}`, at, dayOf({ event }), pick(TALKERS, random), made(random))
    })
  })
  const other = days.flatMap((day, n) => {
    const at = lines.filter(line => dayOf(line) === day).map(({ event }) => event.time.getTime())
    return happened(day, Math.min(...at), Math.max(...at), n)
  })
  const events = [...lines.map(({ event }) => event), ...talk, ...other].toSorted(
    (a, b) => a.time.getTime() - b.time.getTime(),
  )
  return { entries: events.map(kept), lines }
}

export function questionsOf(name: 'questions' | 'week'): readonly Question[] {
  const rows = readFileSync(join(FOLDER, `${name}.tsv`), 'utf8')
    .trim()
    .split(/\r?\n/)
  return rows.map(row => {
    const [number = '', kind = '', text = ''] = row.split('\t')
    return { number, kind, text }
  })
}

function linesOf(text: string): readonly Line[] {
  const lines: Line[] = []
  let day = ''
  let last = ''
  let of = 0
  for (const row of text.split(/\r?\n/)) {
    const heading = /^# (\S+)/.exec(row)
    if (heading) day = heading[1] ?? ''
    const told = /^(\d\d:\d\d) (\S+): (.*?)(?: \{(\d+)\})?$/.exec(row)
    if (!told) continue
    const [, minute = '', user = '', words = '', answers] = told
    of = minute === last ? of + 1 : 0
    last = minute
    const at = new Date(Date.parse(`${day}T${minute}:00Z`) + of * BETWEEN_LINES_MS)
    const event = said(`${lines.length + 1}`, at, day, user, words)
    lines.push({ id: event.id, event, answers })
  }
  return lines
}

function said(key: string, at: Date, day: string, name: string, text: string): Event {
  const user = { id: name, name, displayName: name, roles: [] }
  return {
    ...told('chat.message', key, at, day),
    data: { messageId: key, text, user },
  } as Event<'chat.message'>
}

function told(type: EventType, key: string, at: Date, day: string) {
  return {
    ...{ id: `twitch:${type}:${key}`, type, time: at, received: at, source: 'twitch-irc' },
    ...{ platform: 'twitch', channel: 'ann', session: `${day}T19:00Z` },
  }
}

// In the middle of a stream: what no viewer writes.
function happened(day: string, begin: number, end: number, n: number): readonly Event[] {
  const [title = '', raider = '', giver = ''] = SHOWS[n] ?? []
  const one = (name: string) => ({ id: name, name, displayName: name, roles: [] })
  const at = (part: number) => new Date(begin + (end - begin) * part)
  const event = <T extends EventType>(type: T, when: Date, data: Event<T>['data']) =>
    ({ ...told(type, `${day}-${type}`, when, day), data }) as Event
  return [
    event('stream.online', new Date(begin - MINUTE_MS), { streamId: day, title }),
    event('title.changed', at(0.1), { title, target: 'twitch', isConfirmed: true }),
    event('channel.raided', at(0.4), { from: one(raider), viewers: 20 + 13 * n }),
    event('channel.gifted', at(0.6), { user: one(giver), count: 1 + 5 * (n % 3) }),
    event('channel.tipped', at(0.8), { user: one(giver), amount: 5 + n, currency: 'EUR' }),
    event('stream.offline', new Date(end + MINUTE_MS), { streamId: day }),
    event('session.ended', new Date(end + 2 * MINUTE_MS), { session: `${day}T19:00Z` }),
  ]
}

function kept(event: Event): JournalEntry {
  return { event, verdict: { kept: true } }
}

function dayOf({ event }: Pick<Line, 'event'>): string {
  return event.session?.slice(0, 10) ?? ''
}

function made(random: () => number): string {
  const text = pick(TALK, random)
  return text.replace('*', pick(THINGS, random))
}

function pick(list: readonly string[], random: () => number): string {
  return list[Math.floor(random() * list.length)] ?? ''
}

function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const SHOWS = [
  ['Deepwell, a dungeon for two', 'pixelpia', 'tobi'],
  ['Soup and dumplings, cooking on camera', 'breadbeard', 'mira'],
  ['Painting the little knights', 'tinytitus', 'lumen'],
  ['Writing the overlay', 'nullnora', 'kestrel'],
  ['Twelve hours for the animal shelter', 'claywren', 'oldpine'],
  ['Night train, racing with the wheel', 'gripgreta', 'nox'],
  ['Paint night two, and a parcel', 'brushben', 'juno'],
] as const
const TALKERS = [
  'moth_9',
  'ravi',
  'zoe_z',
  'pim',
  'grumpelstilz',
  'ola',
  'kiwi77',
  'hanna_w',
  'deb',
]
const TALK = [
  ...[
    'lol',
    'LUL LUL',
    'gg',
    'haha',
    'o7',
    'hi ann',
    'hello chat',
    'first time here, hi',
    'W',
    '+1',
  ],
  ...['what a night', 'brb getting *', 'who else is eating *?', 'my * says hi', 'is that a *?'],
  ...['I need a * like that', 'that * though', 'back with *', 'where did you get the *?', 'nice *'],
  ...['my * broke last week', 'we had * for dinner', 'do you like *?', 'no way', 'so true', 'KEKW'],
  ...['when is the next stream?', 'what time is it where you are?', 'I have to go, good night all'],
  ...['love the music', 'can you turn it up a bit', 'what did I miss?', 'why is everyone laughing'],
]
const THINGS = [
  ...['pizza', 'cat', 'chair', 'tea', 'lamp', 'dog', 'keyboard', 'soup', 'brush', 'wheel', 'hat'],
  ...['coffee', 'kettle', 'camera', 'mug', 'boss', 'knight', 'train', 'towel', 'bird', 'noodles'],
]
