import { randomUUID } from 'node:crypto'
import { keysOf } from '../../config/check/issues.ts'
import { pathText, valueAt } from '../../config/check/kinds.ts'
import type { Schema } from '../../plugin/schema.ts'

type Fields = Record<PropertyKey, unknown>

/** Data with what it must have and has not, and which fields that were. */
export interface Filled {
  readonly data: unknown
  readonly fields: readonly string[]
}

/**
 * Fills in required fields that the data lacks, from an example. A user's fields are made from the given name, and a
 * message's id is new each time, because the same one would be a repeat.
 */
export async function filled(schema: Schema, given: unknown, example: unknown): Promise<Filled> {
  const data = structuredClone(given)
  const fields: string[] = []
  // A field that was filled in may have fields of its own that are missing.
  for (;;) {
    const added = (await missing(schema, data)).filter(path => fill(data, path, example))
    if (added.length === 0) return { data, fields }
    fields.push(...added.map(pathText))
  }
}

async function missing(schema: Schema, data: unknown): Promise<(readonly PropertyKey[])[]> {
  const { issues = [] } = await schema['~standard'].validate(data)
  return issues.map(keysOf).filter(path => path.length > 0 && valueAt(data, path) === undefined)
}

function fill(data: unknown, path: readonly PropertyKey[], example: unknown): boolean {
  const name = path.at(-1)
  const holder = valueAt(data, path.slice(0, -1))
  if (name === undefined || !isFields(holder) || name in holder) return false
  const value =
    name === 'messageId' ? randomUUID() : (nameOf(holder, name) ?? valueAt(example, path))
  if (value === undefined) return false
  holder[name] = structuredClone(value)
  return true
}

// A user with only a name is identified by it.
function nameOf({ name, displayName }: Fields, field: PropertyKey): unknown {
  const known = [displayName, name].find(text => typeof text === 'string')
  if (typeof known !== 'string') return undefined
  if (field === 'displayName') return known
  return field === 'name' || field === 'id' ? known.toLowerCase() : undefined
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
