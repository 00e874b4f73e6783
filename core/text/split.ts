import { cutAtPoint, cutAtWord } from './cut.ts'
import { safeText } from './safe-text.ts'

/**
 * A safe text as lines of at most so many code points: split between words, a longer word between what people see as
 * characters. Each part is safe by itself: the second one does not start a command either.
 * @param isGenerated a language model wrote it
 */
export function split(text: string, most: number, isGenerated = false): readonly string[] {
  const parts: string[] = []
  const safe = (rest: string) => safeText(rest, isGenerated)
  for (let rest = safe(text); rest !== ''; ) {
    const head = headOf(rest, Math.max(most, 2))
    const part = safe(head)
    if (part !== '') parts.push(part)
    // Made safe before it is cut, so that a sign put before it counts.
    rest = safe(rest.slice(head.length))
  }
  return parts
}

function headOf(text: string, most: number): string {
  const cut = cutAtWord(text, most, 0)
  // A single visible character longer than a line (a letter with a hundred accents) is cut anyway.
  return safeText(cut) === '' ? cutAtPoint(text, most) : cut
}
