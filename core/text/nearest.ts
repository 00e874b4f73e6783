/**
 * The name most like a mistyped one, or nothing if none is close:
 * at most one typing mistake in three letters, and never more than three.
 */
export function nearest(typed: string, names: Iterable<string>): string | undefined {
  const wanted = typed.toLowerCase()
  if (wanted.length > LONGEST) return undefined
  let best: string | undefined
  let least = Math.min(3, Math.max(1, Math.floor(wanted.length / 3))) + 1
  for (const name of names) {
    const distance = name === typed ? 0 : mistakes(wanted, name.toLowerCase())
    if (distance >= least) continue
    least = distance
    best = name
  }
  return best
}

/** `; did you mean greeting?`, or nothing. */
export function suggestion(typed: string, names: Iterable<string>): string {
  const name = nearest(typed, names)
  return name === undefined ? '' : `; did you mean ${name}?`
}

const LONGEST = 100

// Optimal string alignment: letters added, left out, wrong or swapped with the next.
function mistakes(from: string, to: string): number {
  if (to.length > LONGEST) return Number.POSITIVE_INFINITY
  let before: number[] = []
  let above = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row++) {
    const line = [row]
    for (let column = 1; column <= to.length; column++) {
      const wrong = from[row - 1] === to[column - 1] ? 0 : 1
      let cost = Math.min(
        at(above, column) + 1,
        at(line, column - 1) + 1,
        at(above, column - 1) + wrong,
      )
      const isSwap = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      if (row > 1 && column > 1 && isSwap) cost = Math.min(cost, at(before, column - 2) + 1)
      line.push(cost)
    }
    before = above
    above = line
  }
  return at(above, to.length)
}

function at(line: readonly number[], column: number): number {
  return line[column] ?? Number.POSITIVE_INFINITY
}
