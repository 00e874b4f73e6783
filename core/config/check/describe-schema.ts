import type { Schema } from '../../plugin/schema.ts'

/** A JSON Schema, read property by property. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** What a schema takes, as JSON Schema (2020-12); undefined where it cannot describe itself. */
export function describeSchema(schema: Schema): JsonSchema | undefined {
  try {
    // Standard JSON Schema is an optional part of a Standard Schema; zod has it, others may not.
    const standard = objectOf(schema['~standard'])
    const input = objectOf(standard?.jsonSchema)?.input
    if (typeof input !== 'function') return undefined
    // Functions and own checks have no JSON Schema; their names are wanted all the same.
    const options = { target: 'draft-2020-12', libraryOptions: { unrepresentable: 'any' } }
    return objectOf(input.call(undefined, options))
  } catch {
    return undefined
  }
}

/** An unknown value as an object to be looked into; undefined where it is none. */
export function objectOf(value: unknown): JsonSchema | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  // Only read from, property by property, and each of them is looked at before use.
  return value as JsonSchema
}
