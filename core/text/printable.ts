/** A text as it may stand on a terminal: what others wrote cannot move the cursor, recolour the screen or turn the line around. */
export function printable(text: string): string {
  // Controls; marks, overrides and isolates of direction; the separators of lines and paragraphs.
  return text.replace(/[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/gu, ' ')
}
