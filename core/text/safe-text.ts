// Zero-width space: chat shows nothing, and the line no longer starts with a command's sign.
const INVISIBLE = '\u200B'
// The blank braille pattern shows nothing either, though Unicode counts it among the symbols.
const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\u2800]/u
// Half a pair, which no platform can take.
const HALF = /\p{Surrogate}/gu
const CONTROL = /[\u0000-\u001F\u007F-\u009F\u2028\u2029]+/gu

/**
 * One line that can neither carry a second one nor start a command: control characters and line ends become a space,
 * a leading `/`, `.` or `\` gets a zero-width space before it. Empty if nothing visible is left.
 */
export function safeText(text: string): string {
  const line = text.replace(HALF, '\uFFFD').replace(CONTROL, ' ').trim()
  if (!VISIBLE.test(line)) return ''
  // One that begins with our own sign is safe already.
  return /^(?!\u200B)[\p{Default_Ignorable_Code_Point}\p{White_Space}\u2800]*[/.\\]/u.test(line)
    ? INVISIBLE + line
    : line
}
