import { formatProblems } from '../../config/format.ts'
import type { Status } from '../../operations/live/status.ts'
import type { Muted } from '../../ports/mutes.ts'
import { clock, printable } from '../shown/output.ts'
import { describeMuted } from '../shown/summary.ts'

/** `since 11:40:01; failed 3 times, last at 11:40:00: x is not iterable`. */
export function describeUse({
  since,
  retryAt,
  reason,
  failures,
}: Status['plugins'][number]): string {
  const failed =
    failures &&
    `failed ${times(failures.count)}, last at ${clock(new Date(failures.at))}${failures.reason === reason ? '' : `: ${printable(failures.reason)}`}`
  const more = [
    `since ${clock(new Date(since))}`,
    retryAt && `retries at ${clock(new Date(retryAt))}`,
    reason && printable(reason),
    failed,
  ]
  return more.filter(Boolean).join('; ')
}

/** `delivered 12, lag 3, parked 0`, and why it waits. */
export function describeConsumer(
  name: string,
  { delivered, lag, parked, expired, paused, reason }: Status['consumers'][string],
): string {
  const counts = `delivered ${delivered}, lag ${lag}, parked ${parked}${expired > 0 ? `, expired ${expired}` : ''}`
  const more = [
    counts,
    reason && printable(reason),
    paused && `since ${clock(new Date(paused))}, until promethean resume ${name}`,
  ]
  return more.filter(Boolean).join('; ')
}

// Reasons whose code would not tell a streamer what happened.
const WORDS: Readonly<Record<string, string>> = {
  absent: 'not connected',
  queue_full: 'too many events waiting',
}

/** What each plugin did not do, by plugin: `3 (not connected), 1 (failed)`. */
export function notDone(heldBack: Status['heldBack']): ReadonlyMap<string, string> {
  const all = new Map<string, string>()
  for (const [reason, count] of Object.entries(heldBack)) {
    const [id = '', code = ''] = reason.split('/')
    const said = `${count} (${WORDS[code] ?? code.replaceAll('_', ' ')})`
    all.set(id, [all.get(id), said].filter(Boolean).join(', '))
  }
  return all
}

/** `live since 19:04:00, session 2026-11-23T19:04Z, scene Talking`, or `offline`. */
export function describeStream({
  liveSince,
  session,
  scene,
}: Pick<Status, 'liveSince' | 'session' | 'scene'>): string {
  const parts = [
    liveSince === undefined ? 'offline' : `live since ${clock(new Date(liveSince))}`,
    session && `session ${session}`,
    scene && `scene ${printable(scene)}`,
  ]
  return parts.filter(Boolean).join(', ')
}

/** That the file on disk is not what runs, and why: a line each. */
export function describeRefused({
  file,
  at,
  problems,
}: NonNullable<Status['refused']>): readonly string[] {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
  const when = clock(new Date(at))
  const [, , ...each] = formatProblems(file, problems).split('\n')
  return [
    `${file} was saved with ${count} at ${when}; the previous config keeps running:`,
    ...each.map(printable),
  ]
}

/** What is muted, and the command that undoes just that. */
export function describeMute(muted: Muted): string {
  const { all, plugins } = muted
  const [only] = plugins.length === 1 && !all ? plugins : []
  const undo = ['promethean unmute', only].filter(Boolean).join(' ')
  return `${describeMuted(muted)}; ${undo} allows ${!all && plugins.length > 1 ? 'them' : 'it'} again`
}

const SHOWN = 5

/** What was held back since the mute: the last few, a line each. */
export function describeHeld(held: Status['heldWhileMuted'] = []): readonly string[] {
  const more = held.length - SHOWN
  const lines = held.slice(-SHOWN).map(({ at, plugin, what, text }) => {
    const words = text === undefined ? '' : `: ${printable(text)}`
    return `  ${clock(new Date(at))}  ${plugin} would ${what}${words}`
  })
  return more > 0 ? [`  ${more} more were held back before`, ...lines] : lines
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`
}
