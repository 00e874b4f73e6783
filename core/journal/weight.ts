/** About how many bytes a plain value takes: its texts, and a few for everything else. Looks at a limited number of values. */
export function weightOf(value: unknown, most = 2_000): number {
  const left = { values: most }
  return weigh(value, left)
}

function weigh(value: unknown, left: { values: number }): number {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null || left.values <= 0) return 8
  left.values -= 1
  let weight = 16
  for (const key in value) {
    if (Object.hasOwn(value, key)) weight += 16 + weigh(Reflect.get(value, key), left)
  }
  return weight
}
