/**
 * A library's message without the values it quotes, because options contain tokens. The value in question is removed at
 * any length, all other strings and numbers of the options from 8 characters on.
 */
export function withoutValues(message: string, value: unknown, root: unknown): string {
  const spellings = new Set([...leaves(value).flatMap(quoted), ...leaves(root).flatMap(bare)])
  const longestFirst = [...spellings].toSorted((one, other) => other.length - one.length)
  const text = longestFirst.reduce((rest, spelling) => rest.replaceAll(spelling, PLACE), message)
  if (typeof value !== 'number' && typeof value !== 'bigint') return text
  return text.replace(/(?<![\w.-])-?\d[\w.+-]*/g, found => (found === `${value}` ? PLACE : found))
}

const PLACE = '[value]'

// Short values would break words (`a` is in every sentence), so they are removed only inside quotes.
function quoted(leaf: string): string[] {
  const marks = ['"', "'", '`'].map(mark => `${mark}${leaf}${mark}`)
  return leaf.length < 4 ? marks : [...marks, leaf, escaped(leaf)]
}

function bare(leaf: string): string[] {
  return leaf.length < 8 ? [] : [leaf, escaped(leaf)]
}

function escaped(leaf: string): string {
  return JSON.stringify(leaf).slice(1, -1)
}

// 10,000 values: more than any config holds, so that a huge or endless object cannot stall the check.
function leaves(root: unknown): string[] {
  const found: string[] = []
  const seen = new Set<object>()
  const waiting: unknown[] = [root]
  while (waiting.length > 0 && seen.size + found.length < 10_000) {
    const value = waiting.pop()
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') {
      found.push(String(value))
    } else if (typeof value === 'object' && value !== null && !seen.has(value)) {
      seen.add(value)
      for (const key of Reflect.ownKeys(value).slice(0, 10_000))
        waiting.push(Reflect.get(value, key))
    }
  }
  return found.filter(leaf => leaf !== '')
}
