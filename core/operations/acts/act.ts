import { z } from 'zod'
import { PrometheanError } from '../../errors.ts'
import type { Event } from '../../events/event.ts'
import { deliveredEvent } from '../../journal/history.ts'
import type { Json } from '../../plugin/json.ts'
import type { Outcome } from '../../plugin/outcome.ts'
import type { Port } from '../../plugin/port.ts'
import type { EffectOptions } from '../../plugin/ports/effects.ts'
import type { Runtime } from '../../runtime/runtime.ts'
import { nearest } from '../../text/nearest.ts'
import { escapedText } from '../../text/visible.ts'
import { name, text } from '../fields.ts'
import type { Asked, Given } from '../operation.ts'

/** Which use is to do it. */
export const via = name
  .meta({ placeholder: 'plugin' })
  .describe('id of the plugin that does it, if several can; by default the first in the config')
  .optional()

export const acted = z.object({
  id: text.describe('id for explain; absent in a dry run').exactOptional(),
  status: z.enum(['done', 'dry']),
  what: text.describe('what was done, or would be done in a dry run'),
  via: text.describe('the plugin that does it'),
  isConfirmed: z.boolean().describe('for a title: the platform confirmed it').exactOptional(),
})

/** A requested act. */
interface Act<T, R> {
  readonly operation: string
  readonly input: Readonly<Record<string, Json>>
  /** As a part of a sentence: `set the title`. */
  readonly what: string
  readonly port: Port<T>
  readonly via: string | undefined
  /** A plugin that provides the port, as it is written in a config. */
  readonly such: string
  /** The event it concerns. */
  readonly about?: Event
  /** Looks at the provider first, also in a dry run. @throws PrometheanError if it would reject it */
  check?(port: T): void
  work(port: T, options: EffectOptions): Promise<Outcome<R>>
}

/**
 * Lets a plugin do something for the caller, or only reports what that would be.
 * @throws PrometheanError if it was not done
 */
export async function act<T, R>(
  { instance: { runtime }, caller, signal, dry, cause, id }: Given['instance'] & Asked,
  { operation, input, what, port, via: named, such, about, check, work }: Act<T, R>,
): Promise<z.output<typeof acted> & { readonly value?: R }> {
  const via = chosen(runtime, { what, port, via: named, such })
  const wish = { operation, caller, input, about, cause, id }
  const wanted = { port, via, what, signal, ...(check && { check }), work }
  if (dry) {
    runtime.acting.foretell(wish, wanted)
    return { status: 'dry', what, via }
  }
  const done = await runtime.acting.act(wish, wanted)
  return { ...done, what, via }
}

function chosen<T>(
  { acting }: Runtime,
  { what, port, via, such }: Pick<Act<T, unknown>, 'what' | 'port' | 'via' | 'such'>,
): string {
  const providers = acting.providersOf(port)
  const found = via === undefined ? providers[0] : providers.find(id => id === via)
  if (found !== undefined) return found
  if (providers.length === 0) {
    const why = 'no plugin in this config can do that'
    throw new PrometheanError('runtime', {
      ...{ what: `cannot ${what}`, why },
      advice: `add one that can, such as ${such}`,
    })
  }
  const meant = via === undefined ? undefined : nearest(via, providers)
  const advice = meant === undefined ? `write ${providers.join(' or ')}` : `did you mean ${meant}?`
  const why = `${via} cannot do that`
  throw new PrometheanError(
    'runtime',
    { what: `cannot ${what}`, why, advice },
    { fault: 'unknown' },
  )
}

// Of an id that is none, nothing else may be seen.
function shownId(id: string): string {
  const shown = escapedText(id)
  return shown === id && !/\s/.test(id) ? id : `"${shown}"`
}

/**
 * Finds an event in the journal.
 * @throws PrometheanError if there is none with this id
 */
export async function keptEvent(
  { instance: { runtime }, isOffered }: Given['instance'] & Asked,
  id: string,
  what: string,
): Promise<Event> {
  const found = await runtime.journal.find(id)
  if (found !== undefined) return deliveredEvent(found.row)
  throw new PrometheanError('not_found', {
    what: `cannot ${what}`,
    why: `the journal has no event ${shownId(id)}`,
    advice: isOffered
      ? 'search and events return ids'
      : 'promethean search and promethean tail --ids print ids',
  })
}
