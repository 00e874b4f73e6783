const LONE = /\p{Cs}/gu

/**
 * The `_id` of an event: its id. BSON keeps UTF-8, in which half of a surrogate pair becomes the replacement character,
 * so that two ids would be one: such a half stands as a noncharacter, which no platform sends, and its number.
 */
export function keyOf(eventId: string): string {
  if (eventId.isWellFormed()) return eventId
  return eventId.replace(LONE, half => `\uFFFE${half.charCodeAt(0).toString(16)}`)
}
