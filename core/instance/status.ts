import { ConfigProblem, messageOf, PluginFailure } from '../errors.ts'

/** Why a run ended by itself. */
export type Trouble =
  | { readonly kind: 'stale'; readonly quietMs: number }
  | { readonly kind: 'lost'; readonly reason: string }
  | { readonly kind: 'failed'; readonly failure: unknown }

/** The state of a plugin, in one word. */
export type UseState = 'connected' | 'ready' | 'stale' | 'retrying' | 'failed'

/** How often a use failed since it was started, and the last of it. */
export interface FailureCount {
  readonly count: number
  readonly reason: string
  readonly at: Date
}

/** How a use is doing; one line of `promethean status`. */
export interface UseStatus {
  readonly id: string
  readonly state: UseState
  readonly since: Date
  readonly retryAt?: Date
  readonly reason?: string
  /** Absent if it never happened. */
  readonly failures?: FailureCount
}

/** What follows after a run that ended by itself. */
export interface Outage {
  readonly kind: Trouble['kind']
  readonly reason: string
  readonly quietMs: number
  readonly wasConnected: boolean
  /** It is not tried again. */
  readonly isFinal: boolean
}

/** Whether retrying is pointless. */
export function isFinal(failure: unknown): boolean {
  return failure instanceof PluginFailure || failure instanceof ConfigProblem
}

/** How a use is doing after it. */
export function stateAfter({ kind, isFinal }: Outage): UseState {
  if (isFinal) return 'failed'
  return kind === 'stale' ? 'stale' : 'retrying'
}

/** What a trouble means for its use. */
export function outageOf(trouble: Trouble, wasConnected: boolean): Outage {
  const { kind } = trouble
  const base = { kind, wasConnected, quietMs: 0, isFinal: false }
  if (trouble.kind === 'lost') return { ...base, reason: trouble.reason }
  if (trouble.kind === 'failed') {
    const { failure } = trouble
    return { ...base, reason: messageOf(failure), isFinal: isFinal(failure) }
  }
  const seconds = Math.round(trouble.quietMs / 100) / 10
  const reason = `no data for ${seconds} s; reconnecting`
  return { ...base, reason, quietMs: trouble.quietMs }
}
