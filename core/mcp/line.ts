import { z } from 'zod'
import type { EventsPage } from '../operations/history/events.ts'
import type { Hidden } from '../operations/history/hidden.ts'

type KeptEvent = EventsPage['events'][number]
type Fields = Readonly<Record<string, unknown>>

/** How much of each event an agent gets. */
export const detail = z
  .enum(['brief', 'lines', 'full'])
  .describe('brief: no ids; full: every field')
  .default('lines')

type Detail = z.output<typeof detail>

/** What of the stored events an agent gets, beside those it gets always. */
export const more = {
  tests: z.boolean().describe('also simulated ones').default(false),
  dropped: z.boolean().describe('also what filters dropped').default(false),
}

/** How many were left out where nothing was found, and what shows them. */
export const hidden = z.looseObject({}).exactOptional()

/** The same, from an operation's answer: how many `tests`, `dropped` and `droppedTests`, each counted once; none of it is 0. */
export function leftOut(found: Hidden | undefined) {
  const some = Object.entries(found ?? {}).filter(([, count]) => count > 0)
  if (found === undefined || some.length === 0) return false
  const { tests, dropped, droppedTests } = found
  const asked = [
    ...(tests + droppedTests > 0 ? ['tests: true'] : []),
    ...(dropped + droppedTests > 0 ? ['dropped: true'] : []),
  ]
  return { hidden: { ...Object.fromEntries(some), advice: `ask with ${asked.join(', ')}` } }
}

/** An event in an agent's answer: with `full` all of it, otherwise who said or did what, and when. */
export function told(event: KeptEvent, detail: Detail): Fields {
  if (detail === 'full') return event
  const { id, type, time, platform, channel, data, verdict } = event
  const fields: Fields = { ...Object(data) }
  const rest = type === 'chat.message' ? chatLine(fields) : { type, data: named(fields) }
  return {
    ...(detail === 'lines' && { id }),
    at: time,
    ...(platform !== undefined && { platform }),
    ...(channel !== undefined && detail === 'lines' && { channel }),
    ...rest,
    ...(verdict?.kept === false && { dropped: verdict.reason ?? true }),
  }
}

function chatLine({ user, text }: Fields): Fields {
  const { roles }: Fields = Object(user)
  return {
    ...whoIs(user),
    ...(Array.isArray(roles) && roles.length > 0 && { roles }),
    text,
  }
}

// Of people a model needs a name: four fields of each would be most of an answer.
function named(fields: Fields): Fields {
  const { user, gift, ...rest } = fields
  const people = ['from', 'moderator'].filter(role => rest[role] !== undefined)
  return {
    ...(user !== undefined && whoIs(user)),
    ...rest,
    ...Object.fromEntries(people.map(role => [role, whoIs(rest[role]).user])),
    ...(gift !== undefined && { gift: named(Object(gift)) }),
  }
}

/** A user by the name that viewers see, and by the login where that is another word. */
export function whoIs(user: unknown): { readonly user: unknown; readonly login?: unknown } {
  const { id, name, displayName }: Fields = Object(user)
  const isOther = String(name).toLowerCase() !== String(displayName ?? name).toLowerCase()
  return { user: displayName ?? name ?? id, ...(isOther && name !== undefined && { login: name }) }
}
