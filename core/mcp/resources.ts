import type { Read, Reading } from './reading.ts'
import { RefusedCall } from './refused-call.ts'

const mimeType = 'application/json'

/** Events and streams, by their ids. */
export const RESOURCE_TEMPLATES = [
  {
    uriTemplate: 'promethean://events/{id}',
    name: 'event',
    title: 'Event',
    description: 'an event and what it led to',
    mimeType,
  },
  {
    uriTemplate: 'promethean://sessions/{id}',
    name: 'session',
    title: 'Stream',
    description: 'a stream in figures; an id is 2026-11-23T19:04Z',
    mimeType,
  },
]

// What a person looks through in a menu.
const LISTED = 20

/** The newest streams, for a client's list; none where there is nothing to read yet. */
export async function listedResources(read: Read) {
  const { sessions } = await read({ tool: 'session_summary', input: { limit: LISTED } }).catch(
    () => ({ sessions: [] }),
  )
  // The tool's own output: `core/mcp/tools/session-summary.ts`.
  return (sessions as readonly { session: string; begin: string }[]).map(({ session, begin }) => ({
    uri: `promethean://sessions/${session}`,
    name: session,
    title: `Stream of ${begin}`,
    mimeType,
  }))
}

/**
 * What is at an address; undefined if nothing is.
 * @throws RefusedCall if it could not be read
 */
export async function resourceAt(uri: string, read: Read) {
  const reading = readingOf(uri)
  if (reading === undefined) return undefined
  try {
    const value = await read(reading)
    if (isElsewhere(value)) return undefined
    return { contents: [{ uri, mimeType, text: JSON.stringify(value) }] }
  } catch (failure) {
    const code = failure instanceof RefusedCall && failure.refusal.code
    if (code === 'not_found' || code === 'invalid_input') return undefined
    throw failure
  }
}

function readingOf(uri: string): Reading | undefined {
  const [, kind, written = ''] = /^promethean:\/\/(events|sessions)\/(.+)$/s.exec(uri) ?? []
  const id = decoded(written)
  if (kind === undefined || id === undefined) return undefined
  return kind === 'events'
    ? { tool: 'explain', input: { id } }
    : { tool: 'session_summary', input: { session: id } }
}

// An explanation may be of the events that were meant, or of none; and of streams, none may be found.
function isElsewhere({ explanation, sessions }: Readonly<Record<string, unknown>>): boolean {
  if (sessions !== undefined) return Array.isArray(sessions) && sessions.length === 0
  return !['explained', 'held'].includes(Object(explanation).code)
}

function decoded(written: string): string | undefined {
  try {
    return decodeURIComponent(written)
  } catch {
    return undefined
  }
}
