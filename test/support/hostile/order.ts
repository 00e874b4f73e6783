/** What a line of chat tells an agent to do: to use a tool, read a resource or get a prompt. */
export interface Order {
  readonly verb: 'use' | 'read' | 'prompt'
  readonly name: string
  readonly input: Readonly<Record<string, unknown>>
}

/** An order that is written in few letters: whatever stands for a text may be one of these. */
export const written = {
  /** A text that must not be seen on its way: a secret, which the journal would blank. */
  hidden: (text: string) => ({ base64: Buffer.from(text).toString('base64') }),
  times: (text: string, count: number) => ({ times: [text, count] }),
  /** Lists in lists. */
  nested: (depth: number) => ({ nested: depth }),
} as const

const MARK = 'obey '

/** An order as a viewer writes it: on one line, in ASCII. */
export function orderLine(verb: Order['verb'], name: unknown, input: unknown = {}): string {
  const json = JSON.stringify([verb, name, input])
  const escaped = (letter: string) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
  return MARK + json.replace(/[^ -~]/g, escaped)
}

/** All orders in a text, as they are written. */
export function orderLinesIn(text: string): readonly string[] {
  const found: string[] = []
  for (let at = text.indexOf(`${MARK}[`); at >= 0; at = text.indexOf(`${MARK}[`, at + 1)) {
    const end = endOfList(text, at + MARK.length)
    if (end !== undefined) found.push(text.slice(at, end))
  }
  return found
}

/** What is to be done. */
export function orderOf(line: string): Order {
  const [verb, name, input] = JSON.parse(line.slice(MARK.length))
  return { verb, name: String(meant(name)), input: Object(meant(input)) }
}

function endOfList(text: string, from: number): number | undefined {
  let depth = 0
  let isQuoted = false
  for (let at = from; at < text.length; at++) {
    const letter = text[at]
    if (letter === '\\') at += 1
    else if (letter === '"') isQuoted = !isQuoted
    else if (!isQuoted && (letter === '[' || letter === '{')) depth += 1
    else if (!isQuoted && (letter === ']' || letter === '}')) depth -= 1
    if (depth === 0) return at + 1
  }
  return undefined
}

function meant(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(meant)
  if (typeof value !== 'object' || value === null) return value
  const { base64, times, nested }: Readonly<Record<string, unknown>> = Object(value)
  if (typeof base64 === 'string') return Buffer.from(base64, 'base64').toString()
  if (Array.isArray(times)) return String(times[0]).repeat(Number(times[1]))
  if (typeof nested === 'number') return JSON.parse('['.repeat(nested) + ']'.repeat(nested))
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, meant(one)]))
}
