import {
  accountName,
  type Event,
  type EventHistory,
  inTime,
  type Moderation,
  messageOf,
  type StreamState,
  type TitleTarget,
} from 'promethean'
import { BUILT_INS, type ParsedRule } from '../options.ts'
import type { CheckedRule } from './checked-rule.ts'
import type { ReplyTools } from './rule.ts'

const ASK_MS = 3_000
const LOGIN = /^[a-z0-9_]{1,25}$/

interface BuiltInParts {
  readonly wanted: boolean | readonly string[]
  readonly hasModel: boolean
  readonly history: EventHistory
  readonly streamState: StreamState
  titles(): Iterable<TitleTarget>
  moderation(): Moderation | undefined
  /** The commands that the author of this message may use. */
  commandsFor(event: Event): readonly CheckedRule[]
  note(event: Event, text: string): void
}

/** The commands that are there by themselves, without those the config has rules for. */
export function builtIns(parts: BuiltInParts, taken: ReadonlySet<string>): readonly ParsedRule[] {
  const { wanted } = parts
  const names = typeof wanted === 'boolean' ? (wanted ? BUILT_INS : []) : wanted
  return BUILT_INS.filter(
    on => names.includes(on) && !taken.has(on) && (!ASKING.has(on) || parts.hasModel),
  ).map(on => ({ chance: 1, onlyLive: false, shared: false, tools: [], on, ...RULES[on](parts) }))
}

const ASKING: ReadonlySet<string> = new Set(['!recap', '!missed'])

type BuiltInRule = Partial<ParsedRule>
type ChatEvent = Event<'chat.message'>

const RULES: Readonly<Record<(typeof BUILT_INS)[number], (parts: BuiltInParts) => BuiltInRule>> = {
  '!commands': parts => ({ reply: (event: ChatEvent) => list(parts.commandsFor(event)) }),
  '!uptime': parts => ({ reply: () => uptime(parts.streamState) }),
  '!title': parts => ({
    reply: (event: ChatEvent, tools: ReplyTools) => title(parts, event, tools),
  }),
  '!so': parts => ({
    roles: ['moderator'],
    reply: (event: ChatEvent, tools: ReplyTools) => shoutout(parts, event, tools),
  }),
  '!recap': () => ({
    cooldown: '30s',
    reply: { prompt: 'Sum up the stream in one or two sentences.', about: 'stream' },
  }),
  '!missed': () => ({
    userCooldown: '30s',
    reply: { prompt: 'Tell the viewer in one or two sentences what they missed.', about: 'missed' },
  }),
}

function list(entries: readonly CheckedRule[]): string {
  return `Commands: ${entries.map(({ rule }) => String(rule.on)).join(' ')}`
}

function uptime(streamState: StreamState): string {
  // A session is called after the minute it opened.
  const started = Date.parse(streamState.session() ?? '')
  if (!streamState.isLive() || Number.isNaN(started)) return 'No stream is live.'
  const minutes = Math.max(0, Math.floor((Date.now() - started) / 60_000))
  return `The stream has been on for ${spelled(minutes)}.`
}

function spelled(minutes: number): string {
  if (minutes < 1) return 'less than a minute'
  const hours = Math.floor(minutes / 60)
  return `${hours > 0 ? `${hours} h ` : ''}${minutes % 60} min`
}

async function title(
  { titles, history }: BuiltInParts,
  event: ChatEvent,
  { args, signal }: ReplyTools,
): Promise<string | undefined> {
  // `!title new` and `!title ok` belong to the title generator.
  if (args.length > 0) return undefined
  for (const target of titles()) {
    const now = await inTime({ ms: ASK_MS, signals: [signal] }, one =>
      target.getTitle({ signal: one }),
    ).catch(() => undefined)
    if (now) return now
  }
  return (await lastTitle(history, event)) ?? 'The title is not known.'
}

async function lastTitle(
  history: EventHistory,
  { platform }: ChatEvent,
): Promise<string | undefined> {
  const types = ['title.changed', 'channel.updated', 'stream.online'] as const
  const told = await history.query({ types, newest: true, limit: 20 })
  const own = told.filter(one => one.platform === undefined || one.platform === platform)
  return own.map(one => one.data.title).find(text => text !== undefined && text !== '')
}

async function shoutout(
  { moderation, note }: BuiltInParts,
  event: ChatEvent,
  { args, signal }: ReplyTools,
): Promise<string | undefined> {
  const login = accountName(args[0] ?? '')
  if (!LOGIN.test(login)) return 'Who? Write !so and a channel.'
  try {
    const shown = await moderation()?.shoutout(login, { cause: event, signal })
    if (shown?.done === false) note(event, `!so: the platform shows no shout-out: ${shown.message}`)
  } catch (failure) {
    note(event, `!so: the platform shows no shout-out: ${messageOf(failure)}`)
  }
  return `Have a look at ${login}: https://twitch.tv/${login}`
}
