import { z } from 'zod'
import type { EventsPage } from '../operations/history/events.ts'

type KeptEvent = EventsPage['events'][number]

/** How much of each event an agent gets. */
export const detail = z.enum(['lines', 'full']).describe('full: every field').default('lines')

/** An event in an agent's answer: with `full` all of it, otherwise who said or did what, and when. */
export function told(event: KeptEvent, detail: 'lines' | 'full'): Record<string, unknown> {
  if (detail === 'full') return event
  const { id, type, time, platform, channel, data } = event
  const fields: Readonly<Record<string, unknown>> = { ...Object(data) }
  const rest = type === 'chat.message' ? chatLine(fields) : { type, data: fields }
  return {
    ...{ id, at: time },
    ...(platform !== undefined && { platform }),
    ...(channel !== undefined && { channel }),
    ...rest,
  }
}

function chatLine({ user, text }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { name, displayName, roles }: Readonly<Record<string, unknown>> = Object(user)
  return {
    user: displayName ?? name,
    ...(Array.isArray(roles) && roles.length > 0 && { roles }),
    text,
  }
}
