// Scripts whose letters a joiner shapes: of Persian and its kin, of India and its neighbours.
const SHAPED = [
  ...['Arabic', 'Syriac', 'Devanagari', 'Bengali', 'Gurmukhi', 'Gujarati', 'Oriya', 'Tamil'],
  ...['Telugu', 'Kannada', 'Malayalam', 'Sinhala', 'Tibetan', 'Myanmar', 'Khmer'],
]
const PICTURE = String.raw`\p{Extended_Pictographic}[\uFE0E\uFE0F]?\p{Emoji_Modifier}?`
// https://unicode.org/reports/tr51/ for keycaps, flags of regions and pictures joined to one.
const JOINED = [
  String.raw`[0-9#*]\uFE0F\u20E3`,
  String.raw`\u{1F3F4}[\u{E0030}-\u{E0039}\u{E0061}-\u{E007A}]+\u{E007F}`,
  String.raw`${PICTURE}(?:\u200D${PICTURE})*`,
  String.raw`(?!\p{Default_Ignorable_Code_Point})[${SHAPED.map(script => String.raw`\p{Script=${script}}`).join('')}][\u200C\u200D]`,
  String.raw`(?!\p{Default_Ignorable_Code_Point})\p{Script=Mongolian}[\u180B-\u180D\u180F]`,
  String.raw`\p{Script=Han}[\uFE00-\uFE02\u{E0100}-\u{E01EF}]`,
]
const CONTROL = String.raw`\p{Cc}\p{Cs}`
const LOOSE = new RegExp(
  `(${JOINED.join('|')})|\\p{Default_Ignorable_Code_Point}|(?!\\s)[${CONTROL}]`,
  'gu',
)
// The blank of braille shows nothing either, though Unicode counts it among the symbols.
const INVISIBLE = new RegExp(`[\\p{Default_Ignorable_Code_Point}${CONTROL}\\u2800]`, 'gu')
const HAS_INVISIBLE = new RegExp(INVISIBLE.source, 'u')
const PLAIN = /^[ -~]*$/
const BLANKS = /[\s\u2800]+/
const OUTER_BLANKS = /^[\s\u2800]+|[\s\u2800]+$/g

/**
 * A text without invisible characters and without surrounding spaces. Characters that join an emoji or shape a letter
 * stay.
 */
export function visibleText(text: string): string {
  // Most lines of chat have none.
  if (!HAS_INVISIBLE.test(text)) return text.trim()
  return text.replace(LOOSE, '$1').replace(OUTER_BLANKS, '')
}

// Line ends as well, which move what follows; ordinary spaces stay.
const LINE_END = /[\t-\r\u0085\u2028\u2029]/gu

/**
 * A text in which everything that nobody sees can be seen: controls, line ends, marks of direction and other invisible
 * characters are written as `\u{202e}`. Characters that join an emoji or shape a letter stay.
 */
export function escapedText(text: string): string {
  return text
    .replace(LOOSE, (found, joined: string | undefined) => joined ?? written(found))
    .replace(LINE_END, written)
    .replaceAll('\u2800', written)
}

function written(character: string): string {
  const code = character.codePointAt(0) ?? 0
  return code === 10 ? '\\n' : `\\u{${code.toString(16)}}`
}

/** The words of a text, without invisible characters. */
export function wordsOf(text: string): readonly string[] {
  const read = visibleText(text)
  return read === '' ? [] : read.split(BLANKS)
}

/** A text without any invisible character, for searching in it, not for display. */
export function withoutInvisible(text: string): string {
  return text.replace(INVISIBLE, '')
}

/** A text normalized for comparison: case, width, spacing and invisible characters do not count. */
export function normalText(text: string): string {
  // Most lines are plain: nothing in them has another form.
  if (PLAIN.test(text)) return text.replace(/ {2,}/g, ' ').trim().toLowerCase()
  return withoutInvisible(text.normalize('NFKC').replace(/[\p{White_Space}\u2800]/gu, ' '))
    .replace(/ +/g, ' ')
    .trim()
    .toLowerCase()
}
