import type { Event } from '../events/event.ts'
import type { Journal } from '../journal/port.ts'
import type { SendTarget } from '../plugin/ports/chat.ts'
import { WINDOW_MS } from './budget.ts'

// More than any account may send in the window, for several accounts.
const MOST = 1_000

/** A text sent before the restart, from the journal. */
export interface EarlierText {
  readonly text: string
  readonly target: SendTarget
  readonly account: string
  /** By the monotonic clock. */
  readonly at: number
}

/** Texts sent in the last 30 s before the restart, oldest first: platforms still count them. */
export async function earlierTexts(journal: Journal): Promise<readonly EarlierText[]> {
  const now = Date.now()
  const after = await journal.positionAt(new Date(now - WINDOW_MS))
  const rows = await journal.read({ after, limit: MOST, types: ['chat.sent'] })
  return rows.flatMap(({ event }) => (event.type === 'chat.sent' ? earlierText(event, now) : []))
}

function earlierText(told: Event<'chat.sent'>, now: number): readonly EarlierText[] {
  const { platform, channel, received, data } = told
  if (platform === undefined || channel === undefined) return []
  const ageMs = Math.max(now - received.getTime(), 0)
  const account = data.account ?? data.via
  return [
    { text: data.text, target: { platform, channel }, account, at: performance.now() - ageMs },
  ]
}
