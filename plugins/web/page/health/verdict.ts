import {
  askerOf,
  type ConsumerStatus,
  type PluginStatus,
  type Seen,
  type Status,
} from '../status.ts'
import type { texts } from '../texts.ts'
import { adviceIn } from './advice.ts'
import { problemText } from './problem-text.ts'

/** `bad`: act now. `ask`: a word is needed in time. `wait`: it may mend itself. */
export type Level = 'bad' | 'ask' | 'wait' | 'good'

/** Something that is not as it should be. */
export interface Trouble {
  readonly level: Exclude<Level, 'good'>
  readonly what: string
  /** What it says of itself. */
  readonly why?: string
  readonly todo?: string
  /** The id of the view that shows more. */
  readonly view: string
}

type Words = (typeof texts)['verdict']

// The journal commits within milliseconds.
const MANY_BEHIND = 1_000

// As long as this after it was last seen, events are taken to be lost still.
const LOSING_MS = 10_000

/**
 * Everything that is not well, what to do first at first.
 * @param now by the server's clock, in ms since 1970
 */
export function troublesOf(
  { status, lostAt }: Seen,
  now: number,
  words: Words,
): readonly Trouble[] {
  if (status === undefined) return []
  const isLosing = lostAt !== undefined && now - lostAt < LOSING_MS
  const found = [
    ...(isLosing ? [losing(words)] : []),
    ...status.plugins
      .filter(plugin => !isConsumerTrouble(plugin, status))
      .flatMap(plugin => pluginTrouble(plugin, words)),
    ...(isLosing ? [] : journalTrouble(status, words)),
    ...editTrouble(status, words),
    ...Object.entries(status.consumers).flatMap(([id, consumer]) =>
      consumerTrouble(id, consumer, words),
    ),
    ...waitingTrouble(status, words),
    ...mutedTrouble(status, words),
  ]
  const order = ['bad', 'ask', 'wait']
  return found.sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level))
}

/** How a plugin is doing. */
export function levelOf({ state, reason }: PluginStatus): 'bad' | 'wait' | 'good' {
  if (state === 'failed') return 'bad'
  return state === 'stale' || state === 'retrying' || reason !== undefined ? 'wait' : 'good'
}

// What keeps it from taking events is said once.
function isConsumerTrouble({ id, state, reason }: PluginStatus, { consumers }: Status): boolean {
  return state === 'retrying' && reason !== undefined && consumers[id]?.reason === reason
}

function losing(words: Words): Trouble {
  return { level: 'bad', view: 'health', what: words.losing, todo: words.losingTodo }
}

function pluginTrouble(plugin: PluginStatus, words: Words): readonly Trouble[] {
  const { id, state, reason = '' } = plugin
  const level = levelOf(plugin)
  if (level === 'good') return []
  const at = { level, view: 'health' }
  const why = reason === '' ? {} : { why: reason }
  if (state === 'failed') return [{ ...at, what: words.failed(id), ...why, todo: words.failedTodo }]
  if (state === 'stale') return [{ ...at, what: words.stale(id), ...why, todo: words.staleTodo }]
  return state === 'retrying'
    ? [{ ...at, what: words.retrying(id), ...adviceIn(reason, words.retryingTodo) }]
    : [{ ...at, what: words.uneasy(id), ...adviceIn(reason) }]
}

function journalTrouble({ journal }: Status, words: Words): readonly Trouble[] {
  if (journal === undefined) return []
  const { behind, reason } = journal
  const at = { view: 'health' }
  if (reason !== undefined) {
    const { why = '', todo = words.losingTodo } = adviceIn(reason)
    // `cannot append to the journal FILE: the disk is full`: the path would push what matters out of sight.
    const cause = why.slice(why.lastIndexOf(': ') + 1).trim()
    return [{ ...at, level: 'bad', what: words.cannotStore(cause), todo }]
  }
  if (behind < MANY_BEHIND) return []
  return [{ ...at, level: 'wait', what: words.behind, todo: words.behindTodo }]
}

function editTrouble({ refused }: Status, words: Words): readonly Trouble[] {
  if (refused === undefined) return []
  const { file, problems } = refused
  const what = words.refusedEdit(file, problems.length)
  const why = problems.map(problemText).join('; ')
  return [
    { level: 'wait', view: 'health', what, why, todo: words.refusedEditTodo(problems.length) },
  ]
}

function consumerTrouble(
  id: string,
  { expired, paused, reason, parked }: ConsumerStatus,
  words: Words,
): readonly Trouble[] {
  const at = { level: 'wait', view: 'health' } as const
  const found: Trouble[] = []
  // While it takes nothing, more are deleted.
  const level = paused === undefined && reason === undefined ? 'wait' : 'bad'
  if (expired > 0)
    found.push({ ...at, level, what: words.expired(id, expired), todo: words.expiredTodo })
  if (paused !== undefined) found.push({ ...at, what: words.paused(id), todo: words.pausedTodo })
  else if (reason !== undefined)
    found.push({ ...at, what: words.consumer(id), ...adviceIn(reason, words.consumerTodo) })
  if (parked > 0) found.push({ ...at, what: words.parked(id, parked), todo: words.parkedTodo(id) })
  return found
}

function waitingTrouble({ waiting }: Status, words: Words): readonly Trouble[] {
  return waiting.map(one => ({
    ...{ level: 'ask', view: 'waiting', what: words.waiting(askerOf(one), one.what) },
    ...{ why: one.text, todo: words.waitingTodo },
  }))
}

function mutedTrouble({ muted }: Status, words: Words): readonly Trouble[] {
  if (muted === undefined) return []
  const said = muted.all
    ? { what: words.mutedAll, todo: words.mutedTodo }
    : { what: words.muted(muted.plugins.join(', ')), todo: words.mutedSomeTodo }
  return [{ level: 'wait', view: 'output', ...said }]
}
