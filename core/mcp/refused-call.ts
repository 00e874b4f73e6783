import type { ToolAnswer } from '../operations/agents/desk.ts'

type Refused = Extract<ToolAnswer, { readonly done: false }>['refusal']

interface Problem {
  readonly path: string
  readonly message: string
}

/** What is thrown through a tool, a resource or a prompt when an operation or a tool is refused. */
export class RefusedCall extends Error {
  readonly refusal: Refused & { readonly problems?: readonly Problem[] }
  /** An instance is needed, and none runs. */
  readonly isAbsent: boolean

  constructor(refusal: RefusedCall['refusal'], { isAbsent = false } = {}) {
    super(refusal.what)
    this.refusal = refusal
    this.isAbsent = isAbsent
  }
}

type Refusal = RefusedCall['refusal']

interface Given {
  readonly tool: string
  readonly input: unknown
  /** Names of what the tool takes. */
  readonly fields: readonly string[]
}

// Longer ones say nothing at a glance.
const MOST_GIVEN = 60

/** A refusal of an input, with each field, what is allowed there, and what was given; other refusals as they are. */
export function withGiven(refusal: Refusal, { tool, input, fields }: Given): Refusal {
  const { code, problems } = refusal
  if (code !== 'invalid_input' || problems === undefined) return refusal
  const why = problems.map(({ path, message }) =>
    path === '' ? `it ${message}` : `${path}: ${message}${shown(input, path)}`,
  )
  const isStrange = problems.some(({ path }) => path !== '' && !fields.includes(path))
  return {
    ...{ code, what: `${tool} cannot take this input`, why: why.join('; ') },
    ...(isStrange && { advice: `its fields are ${fields.join(', ') || 'none'}` }),
  }
}

function shown(input: unknown, path: string): string {
  const value: unknown = Object.hasOwn(Object(input), path) ? Object(input)[path] : undefined
  // JSON has no infinite number: it would be shown as null.
  const isShown = value !== undefined && (typeof value !== 'number' || Number.isFinite(value))
  const text = isShown ? JSON.stringify(value) : ''
  return text === '' || text.length > MOST_GIVEN ? '' : ` (given: ${text})`
}
