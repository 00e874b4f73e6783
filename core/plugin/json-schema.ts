import type { Schema } from './schema.ts'

/** A JSON Schema. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** The supported versions of JSON Schema: the newest, and the one that most programs read. */
type Dialect = 'draft-2020-12' | 'draft-07'

/** The input of a schema as JSON Schema; undefined if the schema cannot describe itself. */
export function jsonSchemaOf(
  schema: Schema,
  target: Dialect = 'draft-2020-12',
): JsonSchema | undefined {
  try {
    // Standard JSON Schema is an optional part of a Standard Schema; zod has it, others may not.
    const standard = objectOf(schema['~standard'])
    const input = objectOf(standard?.jsonSchema)?.input
    if (typeof input !== 'function') return undefined
    // Functions and custom checks have no JSON Schema, but their names are needed.
    const options = { target, libraryOptions: { unrepresentable: 'any' } }
    return objectOf(input.call(undefined, options))
  } catch {
    return undefined
  }
}

/** An unknown value as an object whose properties can be read; undefined if it is not an object. */
export function objectOf(value: unknown): JsonSchema | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  // Only read from, property by property, and each of them is looked at before use.
  return value as JsonSchema
}
