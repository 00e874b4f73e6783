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

/**
 * A compiler message without its useless parts: the list of all event types, long unions. A literal in a type is a value
 * of the config and never shown; names of event types are public.
 */
export function plainWords(message: string, types: ReadonlySet<string>): string {
  return wrongEventType(message, types) ?? shortened(message, types)
}

function wrongEventType(message: string, types: ReadonlySet<string>): string | undefined {
  const [, given, wanted] = MISMATCH.exec(message) ?? []
  if (given === undefined || wanted === undefined || !wantsEventType(wanted, types))
    return undefined
  const unknown = literalsIn(given).filter(name => !types.has(name))
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

function shortened(message: string, types: ReadonlySet<string>): string {
  return message
    .replace(LITERAL, (_, literal: string) => (types.has(literal) ? literal : '""'))
    .replace(` Did you mean '""'?`, '')
    .replace(/""(?: \| "")+/g, '""')
    .replace(LONG_UNION, '$1 | ...')
    .replaceAll('""', 'a string')
}
