// Where servers put the sentence a person is to read, the likeliest first.
const KEYS = [
  ...['message', 'error_description', 'error', 'detail', 'msg', 'reason', 'description'],
  ...['errors', 'details', 'title', 'comment'],
]
const DEEPEST = 6
// A body may have any size; the part to read is at its beginning.
const MOST_READ = 20_000
const MOST_SAID = 200

/**
 * Extracts a server's error message from its answer: JSON of any shape, an HTML page or plain text. Returns one line of at
 * most 200 characters, or an empty string.
 * @param hide removes secrets; called before anything is cut, so that no part of a secret remains
 */
export function saidIn(body: unknown, hide: (text: string) => string = text => text): string {
  const said = hide(wordsIn(body, DEEPEST))
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
  const points = [...said.replace(/[.;:,]+$/, '')]
  if (points.length <= MOST_SAID) return points.join('')
  return `${points
    .slice(0, MOST_SAID - 1)
    .join('')
    .trimEnd()}…`
}

function wordsIn(value: unknown, depth: number): string {
  if (typeof value === 'string') return wordsInText(value, depth)
  if (typeof value !== 'object' || value === null || depth === 0) return ''
  if (Array.isArray(value)) return firstWords(value.slice(0, 3), depth)
  const named = firstWords(
    KEYS.map(key => Reflect.get(value, key)),
    depth,
  )
  // As forms answer: each field with what is wrong with it.
  return named || firstWords(Object.values(value).filter(Array.isArray), depth)
}

function firstWords(values: readonly unknown[], depth: number): string {
  for (const value of values) {
    const found = wordsIn(value, depth - 1)
    if (found !== '') return found
  }
  return ''
}

function wordsInText(text: string, depth: number): string {
  const read = text.slice(0, MOST_READ).trim()
  const json = depth > 0 ? jsonIn(text.trim()) : undefined
  if (json !== undefined) return wordsIn(json, depth - 1)
  return /<(?:!doctype|html|head|body|title|h1)\b/i.test(read) ? wordsOfPage(read) : read
}

// A whole body, or that of an event in a stream.
function jsonIn(text: string): unknown {
  const inner = text.replace(/^(?:event: *\S+\s+)?data: */, '')
  if (!/^(?:[[{"]|null$)/.test(inner)) return undefined
  try {
    return JSON.parse(inner)
  } catch {
    return undefined
  }
}

function wordsOfPage(page: string): string {
  const [, title] = /<(?:title|h1)\b[^>]*>([^<]*)/i.exec(page) ?? []
  return title ?? page.replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]*>/g, ' ')
}
