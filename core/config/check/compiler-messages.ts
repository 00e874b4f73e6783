import { nearest } from '../../text/nearest.ts'

const LITERAL = /"((?:[^"\\]|\\.)*)"/g
const MISMATCH =
  /^(?:Type|Argument of type) '(.+?)' is not assignable to (?:type|parameter of type) '(.+)'\./
// A union's member; one with spaces ends the run.
const MEMBER = String.raw`[^\s|']+`
const LONG_UNION = new RegExp(
  String.raw`((?:${MEMBER} \| ){2}${MEMBER})(?: \| ${MEMBER})* \| \.\.\. \d+ more \.\.\.(?: \| ${MEMBER})*`,
  'g',
)
const INCOMPATIBLE =
  /^(?:Types of property|The types of|The types returned by) '(.+?)' are incompatible/
// RxJS compares the values of two streams through it; no author writes it.
const OPERATOR = 'operator'
// Says what to do about the line above, which it does not repeat.
const HINT = /^(?:Try|Consider|If) /

/**
 * A compiler message without its useless parts: the lines that only lead to the reason, the list of all event types, long
 * unions. A literal in a type is a value of the config and never shown; names of event types are public.
 * @param message with its chain, a line each, as far indented as the compiler nests them
 * @param types the existing event types
 * @param written the texts at its place in the source: of a failed overload the compiler may name only the kind
 */
export function plainWords(
  message: string,
  types: ReadonlySet<string>,
  written: () => readonly string[] = () => [],
): string {
  const lines = message.split(/\r?\n/)
  for (const line of lines) {
    const wrong = wrongEventType(line.trim(), types)
    if (wrong !== undefined) return wrong
  }
  const isOfTypes = lines.length > 1 && /\bEventType\b/.test(message)
  return (isOfTypes && unknownName(written(), types)) || shortened(reason(lines), types)
}

function wrongEventType(line: string, types: ReadonlySet<string>): string | undefined {
  const [, given, wanted] = MISMATCH.exec(line) ?? []
  if (given === undefined || wanted === undefined || !wantsEventType(wanted, types))
    return undefined
  return unknownName(literalsIn(given), types)
}

function unknownName(names: readonly string[], types: ReadonlySet<string>): string | undefined {
  const unknown = names.filter(name => !types.has(name))
  if (unknown.length === 0) return undefined
  const [near] = unknown.flatMap(name => nearest(name, types) ?? [])
  const advice = near === undefined ? 'promethean schema lists all types' : `did you mean ${near}?`
  return `no event type has this name; ${advice}`
}

// By the type's name, or written out.
function wantsEventType(wanted: string, types: ReadonlySet<string>): boolean {
  return (
    /\bEventType\b|\bkeyof Events\b/.test(wanted) ||
    literalsIn(wanted).some(name => types.has(name))
  )
}

function literalsIn(text: string): readonly string[] {
  return Array.from(text.matchAll(LITERAL), ([, literal = '']) => literal)
}

// Each line gives the reason of the one above it; of several overloads the one with a suggestion, else the last, is meant.
function reason(lines: readonly string[]): string {
  const told = lines.filter((line, at) => at === 0 || !HINT.test(line.trim()))
  const ends = told.flatMap((line, at) => (depth(told[at + 1]) > depth(line) ? [] : [at]))
  const end = ends.findLast(at => told[at]?.includes('Did you mean')) ?? ends.at(-1) ?? 0
  const place = above(told, end).flatMap(line => INCOMPATIBLE.exec(line)?.[1] ?? [])
  const own = place.filter(name => name !== OPERATOR).join('.')
  return `${own === '' ? '' : `${own}: `}${told[end]?.trim()}`
}

function above(lines: readonly string[], end: number): readonly string[] {
  const found: string[] = []
  let least = depth(lines[end])
  for (const line of lines.slice(0, end).toReversed()) {
    if (depth(line) >= least) continue
    least = depth(line)
    found.unshift(line.trim())
  }
  return found
}

function depth(line = ''): number {
  return line.length - line.trimStart().length
}

function shortened(message: string, types: ReadonlySet<string>): string {
  return message
    .replace(LITERAL, (_, literal: string) => (types.has(literal) ? literal : '""'))
    .replace(` Did you mean '""'?`, '')
    .replace(/""(?: \| "")+/g, '""')
    .replace(LONG_UNION, '$1 | ...')
    .replaceAll('""', 'a string')
}
