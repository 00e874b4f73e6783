const LOOK_PAST = 64

/**
 * The beginning of a text, at most so many code points: cut between words, and if that would leave less than `least`
 * of them, half of `most`, between what people see as characters.
 */
export function cutAtWord(text: string, most: number, least = most / 2): string {
  const head = cutAtPoint(text, most)
  // It is complete, or the cut already follows a word.
  if (head === text || /^\s/.test(text.slice(head.length, head.length + 1))) return head.trimEnd()
  const words = /^(.*\S)\s+\S*$/su.exec(head)?.[1]
  const isEnough = words !== undefined && Array.from(words).length > least
  return isEnough ? words : wholeCharacters(head, text).trimEnd()
}

/** The first so many code points of a text. */
export function cutAtPoint(text: string, most: number): string {
  let units = 0
  let points = 0
  for (const point of text) {
    points += 1
    if (points > most) return text.slice(0, units)
    units += point.length
  }
  return text
}

function wholeCharacters(head: string, text: string): string {
  let end = 0
  // Looks a little past the cut, because what follows decides whether a character ends there.
  // Made here, because it loads tables that few processes need.
  const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
  for (const { index, segment } of graphemes.segment(text.slice(0, head.length + LOOK_PAST))) {
    if (index + segment.length > head.length) break
    end = index + segment.length
  }
  return head.slice(0, end)
}
