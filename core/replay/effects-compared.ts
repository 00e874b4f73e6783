import type { Event } from '../events/event.ts'
import { ChatSender } from '../plugin/ports/chat.ts'
import { TitleTarget } from '../plugin/ports/effects.ts'
import type { Effect } from '../ports/gate.ts'
import { visibleText } from '../text/visible.ts'

/** Something that was done, or would have been. */
export interface Done {
  readonly at: Date
  readonly plugin: string
  /** `ChatSender.send`, `TitleTarget.setTitle`. */
  readonly what: string
  /** The use that did it, or would have. */
  readonly via?: string
  readonly text?: string
  readonly platform?: string
  readonly channel?: string
  /** What else it was called with. */
  readonly values?: readonly unknown[]
  /** The id of the event it answers, or that began it. */
  readonly cause?: string
}

/** Two lives of one time compared: what only the one or the other did. */
export interface EffectDifference {
  /** Done then, and not in the replay. */
  readonly missing: readonly Done[]
  /** Done in the replay, and not then. */
  readonly added: readonly Done[]
}

/** An effect as it was captured. */
export function doneOf({ plugin, via, port, method, values, cause }: Effect, at: Date): Done {
  const [first, second] = values
  const base = { at, plugin, via, what: `${port}.${method}`, ...(cause && { cause: cause.id }) }
  if (typeof first !== 'string') return { ...base, values }
  if (port !== ChatSender.name) return { ...base, text: first, ...rest(values.slice(1)) }
  const { platform, channel } = Object(second)
  return { ...base, text: first, platform, channel }
}

/** What was really done, from the journal; undefined if an event is not a result. */
export function doneThen({
  type,
  data,
  cause,
  received,
  source,
  ...told
}: Event): Done | undefined {
  const base = { at: received, ...(cause !== undefined && { cause }) }
  if (type === 'chat.sent') {
    const { platform, channel } = told
    const { plugin = source, via, text } = data
    const where = { ...(platform && { platform }), ...(channel && { channel }) }
    return { ...base, plugin, via, what: `${ChatSender.name}.send`, text, ...where }
  }
  if (type !== 'title.changed') return undefined
  return { ...base, plugin: source, what: `${TitleTarget.name}.setTitle`, text: data.title }
}

/** What is done alike in both, one to one, is left out. Of other effects than texts and titles the journal knows nothing. */
export function differenceOf(then: readonly Done[], now: readonly Done[]): EffectDifference {
  const comparable = new Set([`${ChatSender.name}.send`, `${TitleTarget.name}.setTitle`])
  const left = new Map<string, Done[]>()
  for (const done of then) left.set(keyOf(done), [...(left.get(keyOf(done)) ?? []), done])
  const added = now.filter(
    done => comparable.has(done.what) && left.get(keyOf(done))?.shift() === undefined,
  )
  return { missing: [...left.values()].flat(), added }
}

// Older journals have copies of a text with the mark that made Twitch take them.
function keyOf({ what, text, platform, channel, cause }: Done): string {
  return JSON.stringify([what, text && visibleText(text), platform, channel, cause])
}

function rest(values: readonly unknown[]): Pick<Done, 'values'> {
  return values.length === 0 ? {} : { values }
}
