const LONE = /\p{Cs}/gu

/**
 * The `_id` of an event: its id. BSON stores UTF-8, where half of a surrogate pair becomes the replacement character,
 * so two ids could become one. Such a half is written as a noncharacter, which no platform sends, and its number.
 */
export function keyOf(eventId: string): string {
  if (eventId.isWellFormed()) return eventId
  return eventId.replace(LONE, half => `\uFFFE${half.charCodeAt(0).toString(16)}`)
}
