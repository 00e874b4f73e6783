import { normalised, wordsOf } from '../text.ts'

// Found by trying: `Elden Ring part 12` and `part 13` are alike, `Elden Ring` and `Elden Lord` are not.
const TOO_ALIKE = 0.8
// Shorter texts come together by chance.
const COPIED_WORDS = 3
const INSTRUCTION_WORDS = 5

/** Whether two titles look the same to a reader. */
export function areAlike(one: string, other: string): boolean {
  const [a, b] = [normalised(one), normalised(other)]
  return a === b || dice(pairsOf(a), pairsOf(b)) >= TOO_ALIKE
}

/** Whether a title only repeats what somebody wrote. */
export function isCopyOf(title: string, line: string): boolean {
  return (
    wordsOf(title).length >= COPIED_WORDS &&
    ` ${normalised(line)} `.includes(` ${normalised(title)} `)
  )
}

/** Whether a title holds part of the instructions it was made by. */
export function quotes(title: string, instructions: string): boolean {
  const words = wordsOf(title)
  const told = ` ${normalised(instructions)} `
  return words.some(
    (_, at) =>
      at + INSTRUCTION_WORDS <= words.length &&
      told.includes(` ${words.slice(at, at + INSTRUCTION_WORDS).join(' ')} `),
  )
}

// Dice's coefficient over pairs of letters: https://en.wikipedia.org/wiki/Dice-Sørensen_coefficient
function dice(one: readonly string[], other: readonly string[]): number {
  const left = [...other]
  const shared = one.filter(pair => {
    const at = left.indexOf(pair)
    if (at >= 0) left.splice(at, 1)
    return at >= 0
  })
  return (2 * shared.length) / Math.max(one.length + other.length, 1)
}

function pairsOf(text: string): readonly string[] {
  return Array.from({ length: Math.max(text.length - 1, 0) }, (_, at) => text.slice(at, at + 2))
}
