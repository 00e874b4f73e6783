import { fields, isFields, parseJson } from '../../formats/json.ts'

/** Whether a frame is what TAU's worker sends to every socket each 120 s. */
export function isKeepAlive(text: string): boolean {
  // Chat frames are frequent and hardly ever contain this.
  if (!text.includes('keep_alive')) return false
  const frame = parseJson(text)
  if (!isFields(frame) || 'event_type' in frame) return false
  if ('event' in frame) return frame.event === 'keep_alive'
  return fields(frame.data).command === 'keep_alive'
}
