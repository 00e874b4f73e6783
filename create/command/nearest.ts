/** The name most like a mistyped one, with at most one mistake in three letters and three in all. */
export function nearest(wrong: string, names: readonly string[]): string | undefined {
  const most = Math.min(3, Math.max(1, Math.floor(wrong.length / 3)))
  const [near] = names
    .map(name => ({ name, distance: distanceOf(wrong.toLowerCase(), name.toLowerCase()) }))
    .filter(({ distance }) => distance <= most)
    .sort((one, other) => one.distance - other.distance)
  return near?.name
}

// Levenshtein's: how many letters must be changed, added or removed.
function distanceOf(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1]
    for (let at = 1; at <= other.length; at++) {
      const changed = (row[at - 1] ?? 0) + (letter === other[at - 1] ? 0 : 1)
      next.push(Math.min(changed, (row[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[other.length] ?? 0
}
