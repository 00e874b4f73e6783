import { createHash } from 'node:crypto'
import { type ChatOutput, type Log, messageOf, parseDuration, type State } from 'promethean'
import { Observable } from 'rxjs'
import type { ParsedTimer } from './options.ts'
import type { Room } from './rooms.ts'
import { compileTemplate } from './rules/template.ts'
import { steadyNow } from './steady-clock.ts'

export interface TimersParts {
  readonly state: Pick<State, 'get' | 'set'>
  rooms(): readonly Room[]
  isLive(): boolean
}

interface SayDueParts {
  readonly chat: ChatOutput
  readonly log: Log
}

/** A timer's text, due in a room. */
interface DueText {
  readonly timer: ParsedTimer
  readonly room: Room
}

type SavedTimers = {
  readonly [timer: string]: {
    /** When it sends next, on the steady clock. */
    readonly at: number
    /** Lines of each room when it spoke last. */
    readonly heard: { readonly [room: string]: number }
  }
}

const KEY = 'timers'
// Timers of Node come a moment early.
const EARLY_MS = 20

/** Emits each timer's text when it is due, for every chat with enough messages since; nothing while no stream is live. */
export function dueTimers(timers: readonly ParsedTimer[], parts: TimersParts): Observable<DueText> {
  return new Observable(subscriber => {
    const keys = timers.map(keyOf)
    const handles = new Map<ParsedTimer, NodeJS.Timeout>()
    const wait = (timer: ParsedTimer) => {
      handles.set(
        timer,
        setTimeout(() => tick(timer), nextIn(timer, keys, parts)),
      )
    }
    const tick = (timer: ParsedTimer) => {
      for (const room of speaking(timer, keys, parts)) subscriber.next({ timer, room })
      wait(timer)
    }
    for (const timer of timers) wait(timer)
    return () => {
      for (const handle of handles.values()) clearTimeout(handle)
    }
  })
}

/** A stream starts: earlier messages do not count for timers. */
export function countAnew(timers: readonly ParsedTimer[], { state, rooms }: TimersParts): void {
  const keys = timers.map(keyOf)
  const heard = Object.fromEntries(rooms().map(({ key, lines }) => [key, lines]))
  const kept = Object.entries(state.get<SavedTimers>(KEY) ?? {})
  write(state, keys, Object.fromEntries(kept.map(([key, { at }]) => [key, { at, heard }])))
}

/** Sends what is due to its chat. Never rejects; a template that fails is logged. */
export async function sayDue({ timer, room }: DueText, { chat, log }: SayDueParts) {
  const { platform, channel } = room
  try {
    const text = compileTemplate(timer.say)({ channel, platform })
    return await chat.say(text, { platform, channel }, { priority: -1 })
  } catch (failure) {
    log.error(
      `cannot say what is due every ${timer.every}: ${messageOf(failure)}; correct its template in the config`,
    )
    return undefined
  }
}

// An edit of the config does not delay a timer: its due time is stored.
function nextIn(timer: ParsedTimer, keys: readonly string[], { state }: TimersParts): number {
  const everyMs = parseDuration(timer.every)
  const kept = state.get<SavedTimers>(KEY)?.[keyOf(timer)]
  const left = (kept?.at ?? 0) - steadyNow()
  if (left > 0 && left <= everyMs) return left
  write(state, keys, { [keyOf(timer)]: { at: steadyNow() + everyMs, heard: kept?.heard ?? {} } })
  return everyMs
}

function speaking(
  timer: ParsedTimer,
  keys: readonly string[],
  parts: TimersParts,
): readonly Room[] {
  const { state } = parts
  const key = keyOf(timer)
  const kept = state.get<SavedTimers>(KEY)?.[key]
  // The instance this one replaces has just done it.
  if ((kept?.at ?? 0) > steadyNow() + EARLY_MS) return []
  const heard = kept?.heard ?? {}
  const rooms = parts.isLive()
    ? parts.rooms().filter(({ key: room, lines }) => lines - (heard[room] ?? 0) >= timer.lines)
    : []
  const now = Object.fromEntries(rooms.map(({ key: room, lines }) => [room, lines]))
  const at = steadyNow() + parseDuration(timer.every)
  write(state, keys, { [key]: { at, heard: { ...heard, ...now } } })
  return rooms
}

// Only for the current timers; those of an earlier config are removed.
function write(state: TimersParts['state'], keys: readonly string[], changed: SavedTimers): void {
  const kept = { ...state.get<SavedTimers>(KEY), ...changed }
  state.set(KEY, Object.fromEntries(Object.entries(kept).filter(([key]) => keys.includes(key))))
}

function keyOf({ say }: ParsedTimer): string {
  return createHash('sha1').update(say).digest('base64url').slice(0, 12)
}
