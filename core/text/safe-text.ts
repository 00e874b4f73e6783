// Zero-width space: chat shows nothing, and the line no longer starts with a command's sign.
const INVISIBLE = '\u200B'
// The blank braille pattern shows nothing either, though Unicode counts it among the symbols.
const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\u2800]/u
// Half a pair, which no platform can take.
const HALF = /\p{Surrogate}/gu
// What begins a command on a platform, behind anything that cannot be seen. What has our own sign first is safe already.
const COMMAND = /^(?!\u200B)[\p{Default_Ignorable_Code_Point}\p{White_Space}\u2800]*[/.\\]/u
// Also one of another bot, in any width: a bot may read letters as people do.
const ANY_COMMAND =
  /^(?!\u200B)[\p{Default_Ignorable_Code_Point}\p{White_Space}\u2800]*[/.\\!\uFE52\uFE57\uFE68\uFF01\uFF0E\uFF0F\uFF3C]/u
const CONTROL = /[\u0000-\u001F\u007F-\u009F\u2028\u2029]+/gu

/**
 * One line that can neither carry a second one nor start a command: control characters and line ends become a space,
 * a leading `/`, `.` or `\` gets a zero-width space before it. Empty if nothing visible is left.
 * @param isGenerated a language model wrote it: it also commands no other bot, so a leading `!` is treated alike
 */
export function safeText(text: string, isGenerated = false): string {
  const line = text.replace(HALF, '\uFFFD').replace(CONTROL, ' ').trim()
  if (!VISIBLE.test(line)) return ''
  return (isGenerated ? ANY_COMMAND : COMMAND).test(line) ? INVISIBLE + line : line
}
