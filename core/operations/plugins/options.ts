import { type JsonSchema, jsonSchemaOf, objectOf } from '../../plugin/json-schema.ts'
import type { Schema } from '../../plugin/schema.ts'

/** One option of a plugin, as its schema tells. */
export interface OptionTold {
  readonly name: string
  /** As TypeScript writes it: `string`, `'a' | 'b'`, `number[]`; `unknown` if the schema does not tell. */
  readonly type: string
  readonly required: boolean
  /** Absent if there is none. */
  readonly default?: unknown
  readonly description?: string
}

/** The options of a plugin in the order of its schema; none if it has none, or cannot describe itself. */
export function optionsTold(schema: Schema | undefined): readonly OptionTold[] {
  const object = schema && jsonSchemaOf(schema)
  const names = new Set(Array.isArray(object?.required) ? object.required : [])
  return Object.entries(objectOf(object?.properties) ?? {}).map(([name, property]) => {
    const told = objectOf(property) ?? {}
    const { description } = told
    return {
      name,
      type: typeOf(told),
      required: names.has(name),
      ...('default' in told && { default: told.default }),
      ...(typeof description === 'string' && { description }),
    }
  })
}

function typeOf(told: JsonSchema): string {
  const { type, const: only, enum: words, anyOf, oneOf } = told
  if (only !== undefined) return literal(only)
  if (Array.isArray(words)) return words.map(literal).join(' | ')
  const choices = anyOf ?? oneOf
  if (Array.isArray(choices))
    return [...new Set(choices.map(choice => typeOf(objectOf(choice) ?? {})))].join(' | ')
  if (Array.isArray(type)) return type.join(' | ')
  if (type === 'array') return listOf(typeOf(objectOf(told.items) ?? {}))
  if (type === 'integer') return 'number'
  return typeof type === 'string' ? type : 'unknown'
}

function listOf(item: string): string {
  return item.includes(' ') ? `(${item})[]` : `${item}[]`
}

function literal(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value)
}
