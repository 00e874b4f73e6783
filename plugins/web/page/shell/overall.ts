import type { ConnectionState } from '../connection.ts'
import { type Level, troublesOf } from '../health/verdict.ts'
import type { Seen } from '../status.ts'
import type { texts } from '../texts.ts'
import { clockTime } from '../times.ts'

/** The one sentence on top. It changes with what it says only, never with time: a screen reader reads it out each time. */
export interface Overall {
  readonly level: Level
  readonly what: string
  /** What it says of itself. */
  readonly why?: string
  readonly todo?: string
  /** Where the page is now, without the token. */
  readonly address?: string
  /** The view that shows more. */
  readonly view?: string
  /** How many other troubles there are. */
  readonly others: number
}

export interface Known {
  readonly state: ConnectionState
  readonly seen: Seen
  /** The server answers over HTTP although no connection comes about. */
  readonly isReached: boolean
  /** The server told that the page has moved there; '' if it did not tell where. */
  readonly moved?: string | undefined
  /** By the server's clock. */
  readonly now: number
}

/** Whether all is well, or the one thing to do first. */
export function overallOf(known: Known, words: typeof texts): Overall {
  const { state, seen, now } = known
  if (state !== 'open') return away(known, words)
  const { status, refusal } = seen
  if (refusal !== undefined) return { level: 'wait', others: 0, ...told(refusal) }
  if (status === undefined) return { level: 'wait', what: words.connection.connecting, others: 0 }
  const [first, ...others] = troublesOf(seen, now, words.verdict)
  if (first !== undefined) return { ...first, others: others.length }
  const { verdict } = words
  if (status.plugins.length === 0)
    return { level: 'wait', what: verdict.empty, todo: verdict.emptyTodo, others: 0 }
  return { level: 'good', what: verdict.well(status.plugins.length), others: 0 }
}

/**
 * `Live since 19:04, scene Talking`.
 * @param testers plugins whose test stream is live
 */
export function streamLine(
  { status }: Seen,
  testers: readonly string[],
  now: number,
  { verdict }: typeof texts,
): string {
  if (status === undefined) return ''
  const { liveSince, scene, plugins } = status
  // One that is in the config no more has not ended its stream.
  const testing = testers.filter(tester => plugins.some(({ id }) => id === tester))
  const away = testing.length === 0 ? verdict.offline : verdict.testStream(testing.join(', '))
  const live = liveSince === undefined ? away : verdict.live(clockTime(liveSince, now))
  return scene === undefined ? live : `${live}, ${verdict.scene(scene)}`
}

function away(
  { state, seen, isReached, moved, now }: Known,
  { connection }: typeof texts,
): Overall {
  if (moved !== undefined) return movedTo(moved, connection)
  if (state !== 'gone') {
    const what = seen.at === undefined ? connection.connecting : connection.lost
    return { level: 'wait', what, others: 0 }
  }
  if (isReached)
    return { level: 'bad', what: connection.noSocket, todo: connection.noSocketTodo, others: 0 }
  const what =
    seen.at === undefined ? connection.gone : connection.goneSince(clockTime(seen.at, now))
  return { level: 'bad', what, todo: connection.goneTodo, others: 0 }
}

function movedTo(address: string, words: (typeof texts)['connection']): Overall {
  const said = { level: 'bad', others: 0, what: words.moved } as const
  if (address === '') return { ...said, todo: words.movedTodo }
  return { ...said, todo: words.movedToTodo, address }
}

function told({ what, why, advice }: { what: string; why?: string; advice?: string }) {
  return { what: [what, why].filter(Boolean).join(': '), ...(advice && { todo: advice }) }
}
