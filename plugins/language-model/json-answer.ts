import type { Schema } from 'promethean'
import { isFields } from '../formats/json.ts'

/** What became of an answer that was to have a shape. */
export type JsonAnswer =
  | { readonly isFit: true; readonly value: unknown }
  | { readonly isFit: false; readonly why: string }

/** How to ask for it in words. */
export function schemaInstruction(shape: Readonly<Record<string, unknown>> | undefined): string {
  const rule = 'Answer with one JSON value and nothing else: no explanation, no code fence.'
  return shape === undefined ? rule : `${rule} It fits this JSON Schema: ${JSON.stringify(shape)}`
}

/** Reads an answer as JSON and holds it to the schema. */
export async function readJsonAnswer(answer: string, schema: Schema): Promise<JsonAnswer> {
  const json = parsed(answer)
  if (json === undefined) return { isFit: false, why: 'it is not JSON' }
  const result = await schema['~standard'].validate(json.value)
  if (result.issues === undefined) return { isFit: true, value: result.value }
  return { isFit: false, why: result.issues.slice(0, MOST_ISSUES).map(issueText).join('; ') }
}

const MOST_ISSUES = 5

// The whole text, or else the part from the first bracket to the last: models like to explain.
function parsed(answer: string): { readonly value: unknown } | undefined {
  // No pattern: on an answer of opening brackets alone one would take seconds.
  const inner = answer.slice(
    Math.max(0, answer.search(/[[{]/)),
    Math.max(answer.lastIndexOf(']'), answer.lastIndexOf('}')) + 1,
  )
  for (const text of [answer, inner]) {
    try {
      return { value: JSON.parse(text) }
    } catch {
      // The next form is tried.
    }
  }
  return undefined
}

interface Issue {
  readonly message: string
  readonly path?: readonly unknown[] | undefined
}

function issueText({ path = [], message }: Issue): string {
  const names = path.map(key => String(isFields(key) ? key.key : key))
  return [names.join('.'), message].filter(part => part).join(': ')
}
