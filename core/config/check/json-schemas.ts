import { coreEvents } from '../../events/core-events.ts'
import { envelopeSchema } from '../../events/envelope.ts'
import type { PluginDefinition } from '../../plugin/define.ts'
import { type JsonSchema, jsonSchemaOf, objectOf } from '../../plugin/json-schema.ts'
import type { Schema } from '../../plugin/schema.ts'

const DIALECT = 'https://json-schema.org/draft/2020-12/schema'

interface Use {
  readonly plugin: PluginDefinition
  readonly options: unknown
}

/** JSON Schemas of everything there is to read with these uses: events as JSON by type, documents by collection. */
export function jsonSchemas(uses: readonly Use[]): Readonly<Record<string, JsonSchema>> {
  const core = Object.entries(coreEvents).map(
    ([type, { schema, example }]) => [type, eventSchema(type, schema, example)] as const,
  )
  const own = uses.flatMap(({ plugin }) =>
    Object.entries(plugin.emits ?? {}).map(
      ([type, schema]) => [type, eventSchema(type, schema)] as const,
    ),
  )
  const documents = uses.flatMap(({ plugin, options }) =>
    Object.entries(plugin.documents?.(options) ?? {}),
  )
  return Object.fromEntries([...own, ...core, ...documents])
}

function eventSchema(type: string, schema: Schema, example?: unknown): JsonSchema {
  const { $schema: _dialect, ...envelope } = open(jsonSchemaOf(envelopeSchema) ?? {})
  const data = {
    ...open(dataSchema(type, schema)),
    ...(example !== undefined && { examples: [example] }),
  }
  const properties = { ...objectOf(envelope.properties), type: { const: type }, data }
  return { $schema: DIALECT, title: type, ...envelope, properties }
}

// One that cannot describe itself may be anything.
function dataSchema(type: string, schema: Schema): JsonSchema {
  const { $schema: _dialect, ...data } = jsonSchemaOf(schema) ?? {}
  // A recursive schema needs a name of its own once it is inside another one.
  return JSON.stringify(data).includes('"$ref"') ? { $id: `promethean:${type}`, ...data } : data
}

// Unknown fields are refused in hand-written data; a reader must accept fields that a later version adds.
function open(value: JsonSchema): JsonSchema {
  const opened = Object.entries(value)
    .filter(([key, part]) => !(key === 'additionalProperties' && part === false))
    // The format of a time says everything; its pattern is two hundred characters long.
    .filter(([key]) => !(key === 'pattern' && value.format === 'date-time'))
    .map(([key, part]) => [key, openAny(part)] as const)
  return Object.fromEntries(opened)
}

function openAny(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(openAny)
  const inner = objectOf(value)
  return inner === undefined ? value : open(inner)
}
