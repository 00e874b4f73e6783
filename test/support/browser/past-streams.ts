import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { event, type NewEvent } from 'promethean'
import { completeEvent } from '../../../core/events/complete.ts'
import type { Journal } from '../../../core/journal/port.ts'
import { openSqliteJournal } from '../../../core/journal/sqlite/journal.ts'
import { Redactor } from '../../../core/secrets/redact.ts'

const MINUTE = 60_000
const PLATFORMS = ['twitch', 'youtube', 'kick'] as const
const WORDS = ['the lamps are lit', 'which ladder?', 'up the windmill', 'soup first']

/** When the streams of {@link writeStreams} began, in ms since 1970. */
export interface Written {
  readonly past: number
  readonly live: number
}

/** The title with which each went live, and the one it ended with. */
export const TITLES = {
  past: ['Boats and barley soup', 'Boats, at night'],
  live: ['Lamplight and ladders', 'The windmill'],
} as const

export interface WriteSettings {
  /** The journal was full since: of yesterday's stream, only its last event is left. */
  readonly isFull?: boolean
}

/**
 * Writes the journal of somebody who streamed for 40 minutes yesterday and has been live for 25 now.
 * @param folder of a project whose instance does not run
 */
export async function writeStreams(
  folder: string,
  { isFull = false }: WriteSettings = {},
): Promise<Written> {
  const live = Math.floor((Date.now() - 25 * MINUTE) / MINUTE) * MINUTE
  const past = live - 26 * 60 * MINUTE
  const file = join(folder, '.promethean', 'journal.db')
  await mkdir(dirname(file), { recursive: true })
  const journal = await openSqliteJournal(file)
  try {
    const [pastId, liveId] = [sessionAt(past), sessionAt(live)]
    await write([
      ...begun(past, pastId, TITLES.past),
      ...chat(past, 40, 0.7),
      ...over(past, pastId),
    ])
    await write([
      ...begun(live, liveId, TITLES.live),
      ...chat(live, 24, 1),
      ...trouble(live),
      ...drop(live),
      ...toldOfChat(live, 24),
    ])
    if (isFull) await deleteUpTo(past + 45 * MINUTE, journal)
    await journal.saveState('promethean', new Map([['session', { id: liveId, offAt: null }]]))
  } finally {
    await journal.close()
  }
  return { past, live }

  async function write(told: readonly At[]): Promise<void> {
    const session = sessionAt(told[0]?.at ?? 0)
    const inTime = [...told].sort((one, other) => one.at - other.at)
    await journal.append(
      inTime.map(({ at, told }) => ({ event: whole(told, at, session), verdict: KEPT })),
    )
  }
}

/** As it is done when the journal is full: totals are counted, then the oldest events go. */
async function deleteUpTo(at: number, journal: Journal): Promise<void> {
  while ((await journal.sessions({ limit: 1 })).completeUntil !== undefined) await setImmediate()
  const now = new Date()
  const retainMs = now.getTime() - at
  const retention = { retainMs, retainDroppedMs: retainMs, maxBytes: 1e9, consumers: [], now }
  while ((await journal.prune(retention)).more);
}

const KEPT = { kept: true } as const

interface At {
  readonly at: number
  readonly told: NewEvent
}

function begun(at: number, session: string, [first, second]: readonly [string, string]): At[] {
  const ann = { platform: 'twitch', channel: 'ann' }
  const startedAt = new Date(at)
  return [
    { at, told: event('stream.online', { title: first, startedAt }, { ...ann, key: session }) },
    { at, told: event('session.started', { session }, { key: session }) },
    { at: at + 5 * MINUTE, told: event('channel.updated', { title: second }, ann) },
  ]
}

function over(begin: number, session: string): At[] {
  const at = begin + 40 * MINUTE
  const ann = { platform: 'twitch', channel: 'ann' }
  return [
    { at, told: event('stream.offline', {}, ann) },
    { at: at + 10 * MINUTE, told: event('session.ended', { session }, { key: session }) },
    {
      at: at + 11 * MINUTE,
      told: event('session.summarized', recap(begin, session), { key: session }),
    },
  ]
}

/** Of what a model says, some as a viewer may have made it say it. */
export const SAID = {
  happened: 'The boats were moored before the soup was ready.',
  joke: '<img src=x onerror="globalThis.hacked=1">',
  question: `${'which-ladder-'.repeat(40)}? \u202Etsal`,
} as const

function recap(begin: number, session: string) {
  const events = [0, 1].map(minute => `twitch:chat.message:${begin}-twitch-${minute}-0`)
  return {
    session,
    happened: [{ text: SAID.happened, events }],
    jokes: [{ text: SAID.joke, events: events.slice(0, 1) }],
    questions: [{ text: SAID.question, events }],
    ...{ model: 'llama3.2', calls: 1, tokens: 900, lines: 669, read: 600 },
  }
}

/** Busier in the middle, and quieter on each platform than on the one before. */
function chat(begin: number, minutes: number, share: number): At[] {
  return Array.from({ length: minutes }, (_, minute) => {
    const busy = share * (6 + 14 * Math.sin((minute / minutes) * Math.PI) ** 2)
    return PLATFORMS.flatMap((platform, place) =>
      Array.from({ length: Math.round(busy / (place + 1)) }, (_, at) => {
        const name = `viewer${(at * 7 + minute) % 23}`
        const user = { id: name, name, displayName: name, roles: [], badges: [] }
        const messageId = `${begin}-${platform}-${minute}-${at}`
        const text = WORDS[(at + minute) % WORDS.length] ?? ''
        const where = { platform, channel: 'ann', key: messageId }
        const told = event('chat.message', { messageId, text, user }, where)
        return { at: begin + minute * MINUTE + at * 1_000, told }
      }),
    )
  }).flat()
}

/** Its source was away from the eighth minute to the eleventh; then the config was reloaded. */
function trouble(begin: number): At[] {
  const at = (minute: number) => begin + minute * MINUTE
  const changes = { restarted: ['chat-bot'], added: [], removed: [], kept: ['stage'] }
  const reason = 'the server closed the connection'
  return [
    { at: at(8), told: event('source.disconnected', { source: 'stage', reason }) },
    { at: at(11), told: event('source.connected', { source: 'stage' }) },
    { at: at(15), told: event('config.reloaded', changes) },
  ]
}

/** The stream itself was away in its eighteenth minute. */
function drop(begin: number): At[] {
  const at = begin + 18 * MINUTE
  const ann = { platform: 'twitch', channel: 'ann' }
  const title = TITLES.live[1]
  return [
    { at, told: event('stream.offline', {}, ann) },
    {
      at: at + MINUTE / 2,
      told: event('stream.online', { title, startedAt: new Date(begin) }, ann),
    },
  ]
}

/** How many watch, as a platform tells it, and how chat feels. */
function toldOfChat(begin: number, minutes: number): At[] {
  const ann = { platform: 'twitch', channel: 'ann' }
  const mood = { rate: 20, chatters: 7, mentions: 0, emotes: 1, sentiment: 0.5, understood: 0.8 }
  return Array.from({ length: minutes }, (_, minute) => {
    const viewers = { name: 'stage:ViewerCount', data: { viewers: 100 + minute } }
    return [
      { at: begin + minute * MINUTE + 30_000, told: event('platform.event', viewers, ann) },
      { at: begin + minute * MINUTE + 40_000, told: event('chat.mood', mood, ann) },
    ]
  }).flat()
}

function sessionAt(begin: number): string {
  return `${new Date(begin).toISOString().slice(0, 16)}Z`
}

function whole(told: NewEvent, at: number, session: string) {
  return completeEvent(
    { ...told, time: new Date(at) },
    {
      source: told.platform === undefined ? 'promethean' : 'stage',
      ...{ received: new Date(at), sessionOf: () => session, accountOf: () => undefined },
      redactor: new Redactor(),
    },
  )
}
