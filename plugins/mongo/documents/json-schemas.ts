import { isFields } from '../../formats/json.ts'
import { type DocumentSchema, documentSchemas } from './schemas.ts'

/** The JSON Schema of each collection by name, in standard keywords; the chat collections have `{platform}` in their name. */
export function jsonSchemas(names: {
  readonly chat: string
  readonly events: string
}): Readonly<Record<string, DocumentSchema>> {
  const found = Object.entries(documentSchemas(names)).map(([name, schema]) => [
    name,
    { $schema: 'https://json-schema.org/draft/2020-12/schema', ...standard(schema) },
  ])
  return Object.fromEntries(found)
}

const TYPES: Readonly<Record<string, DocumentSchema>> = {
  bool: { type: 'boolean' },
  // As JSON writes it; the driver gives a Date.
  date: { type: 'string', format: 'date-time' },
}

// MongoDB's `bsonType` says more than JSON can: a date and three kinds of number.
function standard(schema: DocumentSchema): DocumentSchema {
  const { bsonType, properties, items, ...rest } = schema
  return {
    ...typeOf(bsonType),
    ...rest,
    ...(isFields(properties) && { properties: standardEach(properties) }),
    ...(isFields(items) && { items: standard(items) }),
  }
}

function typeOf(bsonType: unknown): DocumentSchema {
  if (bsonType === undefined) return {}
  if (Array.isArray(bsonType)) return { type: 'number' }
  return TYPES[String(bsonType)] ?? { type: bsonType }
}

function standardEach(properties: DocumentSchema): DocumentSchema {
  const found = Object.entries(properties).map(([name, schema]) => [
    name,
    isFields(schema) ? standard(schema) : schema,
  ])
  return Object.fromEntries(found)
}
