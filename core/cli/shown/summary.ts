import { isTroubled } from '../../operations/live/run-status.ts'
import type { RuntimeStatus } from '../../runtime/status.ts'

/** The status in one line: seen, kept, repeats, dropped with reason, lag of each consumer, and plugins with problems. */
export function summary(status: RuntimeStatus): string {
  const { seen, kept, repeats, dropped, heldBack, unjournaled } = status
  const { consumers, plugins, waiting, muted } = status
  const notDone = reasons(heldBack)
  const lags = Object.entries(consumers).map(([name, { lag, parked, expired, paused, reason }]) => {
    const trouble = [
      parked > 0 && `${parked} parked`,
      expired > 0 && `${expired} expired`,
      paused !== undefined ? 'paused' : reason !== undefined && 'waiting',
    ]
    const said = trouble.filter(Boolean).join(', ')
    return `${name} lag ${lag}${said === '' ? '' : ` (${said})`}`
  })
  const bad = plugins.filter(isTroubled)
  return [
    ...(muted === undefined ? [] : [describeMuted(muted)]),
    `seen ${seen}`,
    `kept ${kept}`,
    `repeats ${repeats}`,
    `dropped ${reasons(dropped) || 0}`,
    ...(notDone === '' ? [] : [`not done ${notDone}`]),
    ...(unjournaled > 0 ? [`unjournaled ${unjournaled}`] : []),
    ...lags,
    ...(waiting.length > 0 ? [`${waiting.length} pending (promethean approve)`] : []),
    ...bad.map(({ id, state }) =>
      state === 'connected' || state === 'ready'
        ? `${id} ${state} with problems`
        : `${id} ${state}`,
    ),
  ].join('  ')
}

/** `everything is muted`, or the muted plugins. */
export function describeMuted({ all, plugins }: NonNullable<RuntimeStatus['muted']>): string {
  if (all) return 'everything is muted'
  return plugins.length === 1 ? `${plugins[0]} is muted` : `${plugins.join(', ')} are muted`
}

/** `3 restream-filter/relay_account, 1 ...`; empty if nothing was dropped. */
export function reasons(dropped: RuntimeStatus['dropped']): string {
  return Object.entries(dropped)
    .map(([reason, count]) => `${count} ${reason}`)
    .join(', ')
}

/** Texts sent and not sent since the start. */
export interface SaidCounts {
  readonly sent: number
  readonly dropped: number
}

/** The final summary of a run, one line per number. */
export function lastWords(status: RuntimeStatus, said: SaidCounts, ms: number): readonly string[] {
  const { seen, kept, repeats, dropped, heldBack, unjournaled, consumers } = status
  const notDone = total(heldBack)
  const rows: (readonly [string, number, string])[] = [
    ['seen', seen, ''],
    ['kept', kept, ''],
    ['repeats', repeats, ''],
    ['dropped', total(dropped), total(dropped) > 0 ? `(${reasons(dropped)})` : ''],
    ['said', said.sent, said.dropped > 0 ? `(${said.dropped} more were not sent)` : ''],
    ...(notDone > 0 ? [['not done', notDone, `(${reasons(heldBack)})`] as const] : []),
    ...(unjournaled > 0
      ? [['unjournaled', unjournaled, 'the disk could not store them'] as const]
      : []),
    ...Object.entries(consumers).map(
      ([name, consumer]) => [name, consumer.delivered, delivery(consumer)] as const,
    ),
  ]
  const width = Math.max(...rows.map(([name]) => name.length))
  const digits = Math.max(...rows.map(([, count]) => String(count).length))
  return [
    `stopped after ${span(ms)}`,
    ...rows.map(([name, count, more]) =>
      `  ${name.padEnd(width)}  ${String(count).padStart(digits)}  ${more}`.trimEnd(),
    ),
  ]
}

function total(counts: RuntimeStatus['dropped']): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

function delivery({ lag, parked, expired }: RuntimeStatus['consumers'][string]): string {
  return [
    'delivered',
    lag > 0 && `${lag} wait for the next start`,
    parked > 0 && `${parked} parked`,
    expired > 0 && `${expired} expired: deleted under journal.maxSize before it received them`,
  ]
    .filter(Boolean)
    .join('; ')
}

/** `42 s`, `3 min`, `2 h 5 min`. */
function span(ms: number): string {
  const minutes = Math.floor(ms / 60_000)
  if (minutes === 0) return `${Math.round(ms / 1_000)} s`
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
