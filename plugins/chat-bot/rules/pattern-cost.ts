// A text is cut to 500 characters; a star may take each of them, from each of them on.
const LONGEST = 500
const ATOM =
  /\\(?:[1-9]|k<)|\\.|\[(?:\\.|[^\]\\])*\]|\(\?<?[=!]|\((?:\?(?::|<\w+>|[ims-]+:))?|[|)]|[^\\[(|)]/gsu
const QUANTIFIER = /(?:[*+?]|\{(\d+)(,?)(\d*)\})\??/y

/**
 * How many steps a pattern may take on a text of 500 characters at the very worst, by a coarse estimate that is never
 * too low: each place it can start from, times each choice it can come back to. Infinite where a repeated group or a
 * reference back makes it impossible to say.
 */
export function worstSteps({ source, flags }: RegExp): number {
  // Sets of sets: rare, and another grammar.
  if (flags.includes('v')) return Number.POSITIVE_INFINITY
  let steps = LONGEST
  ATOM.lastIndex = 0
  for (let atom = ATOM.exec(source); atom !== null; atom = ATOM.exec(source)) {
    const [text] = atom
    if (/^\\(?:[1-9]|k<)/.test(text)) return Number.POSITIVE_INFINITY
    if (text === '|') steps *= 2
    QUANTIFIER.lastIndex = ATOM.lastIndex
    const quantifier = QUANTIFIER.exec(source)
    if (quantifier === null) continue
    ATOM.lastIndex = QUANTIFIER.lastIndex
    if (text === ')' && !quantifier[0].startsWith('?')) return Number.POSITIVE_INFINITY
    steps *= choicesOf(quantifier)
  }
  return steps
}

function choicesOf([text, least, comma, most]: RegExpExecArray): number {
  if (text.startsWith('?')) return 2
  if (least === undefined) return LONGEST
  if (comma === '') return 1
  return most === '' ? LONGEST : Math.max(1, Number(most) - Number(least) + 1)
}
