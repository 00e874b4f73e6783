import { parseJson } from '../../formats/http-body.ts'

/** Whether a frame is what TAU's worker sends to every socket each 120 s. */
export function isKeepAlive(text: string): boolean {
  // Chat says a lot, and hardly ever this.
  if (!text.includes('keep_alive')) return false
  const frame = parseJson(text)
  if (typeof frame !== 'object' || frame === null || 'event_type' in frame) return false
  if ('event' in frame) return frame.event === 'keep_alive'
  const data = 'data' in frame ? frame.data : undefined
  return (
    typeof data === 'object' && data !== null && 'command' in data && data.command === 'keep_alive'
  )
}
