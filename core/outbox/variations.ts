// It is invisible, and Twitch counts it as a word after a space; chat clients do the same. Twitch strips U+E0000 to
// U+E007F, and blanks at the end, before it looks for copies.
const MARK = '\u034F'
const LONGEST_MARK = 100
// A space in the same width as another character: for a text without room for one more.
const OTHER_SPACE = '\u00A0'
// 2 to the power of this gives the number of variants.
const MOST_GAPS = 8

/**
 * Variants of a text that look the same: unchanged, with an invisible mark at the end, with some spaces between words doubled
 * or replaced by another kind of space. The kinds alternate, so that one a platform recognises is followed by another.
 * @param most code points of each
 */
export function* variations(text: string, most: number): Generator<string> {
  yield text
  const ways = [respaced(text, '  '), marked(text), respaced(text, OTHER_SPACE)]
  while (ways.length > 0) {
    for (const way of [...ways]) {
      const { value, done } = way.next()
      if (done === true) ways.splice(ways.indexOf(way), 1)
      else if ([...value].length <= most) yield value
    }
  }
}

function* marked(text: string): Generator<string, void> {
  for (let count = 1; count <= LONGEST_MARK; count++) yield `${text} ${MARK.repeat(count)}`
}

/** Each set of gaps between words once: the bits of `chosen` say which. */
function* respaced(text: string, blank: string): Generator<string, void> {
  const words = text.split(' ')
  const gaps = Math.min(words.length - 1, MOST_GAPS)
  for (let chosen = 1; chosen < 2 ** gaps; chosen++) {
    yield words.reduce(
      (line, word, at) => `${line}${at <= gaps && chosen & (1 << (at - 1)) ? blank : ' '}${word}`,
    )
  }
}
