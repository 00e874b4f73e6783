import { safeText } from './safe-text.ts'

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' })
const LOOK_PAST = 64

/**
 * A safe text as lines of at most so many code points: split between words, a longer word between what people see as
 * characters. Each part is safe by itself: the second one does not start a command either.
 */
export function split(text: string, most: number): readonly string[] {
  const parts: string[] = []
  for (let rest = safeText(text); rest !== ''; ) {
    const head = headOf(rest, Math.max(most, 2))
    const part = safeText(head)
    if (part !== '') parts.push(part)
    // Made safe before it is cut, so that a sign put before it counts.
    rest = safeText(rest.slice(head.length))
  }
  return parts
}

function headOf(text: string, most: number): string {
  const units = unitsOf(text, most)
  const head = text.slice(0, units)
  // Whole, or the cut falls behind a word already.
  if (units >= text.length || /^\s/.test(text.slice(units, units + 1))) return head
  const words = /^(.*\S)\s+\S*$/su.exec(head)?.[1]
  const cut = words ?? wholeCharacters(head, text)
  // One seen character longer than a line, a hundred accents on one letter, is cut where it must be.
  return safeText(cut) === '' ? head : cut
}

/** How many UTF-16 units so many code points are. */
function unitsOf(text: string, most: number): number {
  let units = 0
  let points = 0
  for (const point of text) {
    points += 1
    if (points > most) return units
    units += point.length
  }
  return units
}

function wholeCharacters(head: string, text: string): string {
  let end = 0
  // Looks a little past the cut: whether a character ends there is told by what follows.
  for (const { index, segment } of GRAPHEMES.segment(text.slice(0, head.length + LOOK_PAST))) {
    if (index + segment.length > head.length) break
    end = index + segment.length
  }
  return head.slice(0, end)
}
