import { z } from 'zod'
import { RefusedCall } from './refused-call.ts'
import type { Ask } from './tool.ts'

const NEWEST = 'newest'
// A minute, as https://www.rfc-editor.org/rfc/rfc3339 writes it without seconds.
const ID = /^(newest|\d{4}-\d\d-\d\dT\d\d:\d\dZ)$/

/** A stream as a tool takes it. */
export const session = z
  .string()
  .regex(ID, 'is no stream: write newest, or an id from session_summary, such as 2026-11-23T19:04Z')
  .describe('a stream: newest or 2026-11-23T19:04Z')
  .optional()

/**
 * The id of a stream that was asked for, as a field of an operation's input; without any, no field.
 * @throws RefusedCall if there was no stream yet
 */
export async function inSession(
  wanted: string | undefined,
  ask: Ask,
): Promise<{ readonly session?: string }> {
  if (wanted !== NEWEST) return { ...(wanted !== undefined && { session: wanted }) }
  const [newest] = (await ask('sessions', { limit: 1 })).sessions
  if (newest !== undefined) return { session: newest.session }
  throw new RefusedCall({
    code: 'not_found',
    what: 'there was no stream yet',
    advice: 'leave session out',
  })
}

/** Where there was no stream: how many simulated messages there are, and what shows them. */
export async function outsideStreams(ask: Ask) {
  const { hidden } = await ask('events', { types: ['chat.message'], limit: 1 })
  const tests = (hidden?.tests ?? 0) + (hidden?.droppedTests ?? 0)
  return tests > 0 && { hidden: { tests, advice: OUTSIDE } }
}

const OUTSIDE = 'simulated events belong to no stream: ask chat_recent and events, with tests: true'
