import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { jsonSchemas } from '../../../../core/config/check/json-schemas.ts'
import { coreEvents, EVENT_TYPES } from '../../../../core/events/core-events.ts'
import { definePlugin } from '../../../../core/plugin/define.ts'
import type { Schema } from '../../../../core/plugin/schema.ts'
import { line } from '../../journal/entries.ts'

interface Tree {
  readonly name: string
  readonly below: readonly Tree[]
}
const tree: z.ZodType<Tree> = z.strictObject({
  name: z.string(),
  below: z.array(z.lazy(() => tree)),
})
const dumb: Schema = {
  '~standard': { version: 1, vendor: 'dumb', validate: value => ({ value }) },
}

const own = definePlugin({
  name: 'own',
  options: z.strictObject({ collection: z.string() }),
  emits: { 'own.done': z.object({ points: z.int() }), 'own.grown': tree, 'own.odd': dumb },
  documents: ({ collection }) => ({ [collection]: { type: 'object', title: 'mine' } }),
  setup: () => undefined,
})
const found = jsonSchemas([{ plugin: own.plugin, options: { collection: 'mine' } }])

function takes(type: string, data: unknown): boolean {
  const told = { ...line(1).event, type, data }
  const schema = found[type]
  if (schema === undefined) throw new Error(`no schema of ${type}`)
  // A JSON Schema as programs use it, made a check again by another road than it came.
  return z.fromJSONSchema(schema).safeParse(JSON.parse(JSON.stringify(told))).success
}

describe('the JSON Schemas', () => {
  it('are there for every event of core, every event of plugins and every document', () => {
    expect(new Set(Object.keys(found))).toEqual(
      new Set([...EVENT_TYPES, 'own.done', 'own.grown', 'own.odd', 'mine']),
    )
    expect(found.mine).toEqual({ type: 'object', title: 'mine' })
  })

  it.each(EVENT_TYPES)('take a whole %s as export writes it', type => {
    expect(takes(type, coreEvents[type].example)).toBe(true)
  })

  it('refuse what is missing or of another kind', () => {
    expect(takes('channel.raided', { from: {} })).toBe(false)
    expect(takes('channel.raided', { from: {}, viewers: '3' })).toBe(false)
    expect(takes('mood.set', { mood: 7 })).toBe(false)
    expect(takes('own.done', { points: 1.5 })).toBe(false)
  })

  it('take fields a later version adds', () => {
    expect(takes('mood.set', { mood: 'cosy', colour: 'red' })).toBe(true)
    expect(JSON.stringify(found)).not.toContain('"additionalProperties":false')
  })

  it('say what each looks like by an example, and moments by their format', () => {
    expect(found['mood.set']).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'mood.set',
      properties: { type: { const: 'mood.set' }, data: { examples: [{ mood: 'cosy' }] } },
    })
    expect(found['stream.online']).toMatchObject({
      properties: { data: { properties: { startedAt: { type: 'string', format: 'date-time' } } } },
    })
  })

  it('keep references inside of one that refers to itself', () => {
    expect(found['own.grown']).toMatchObject({
      properties: { data: { $id: 'promethean:own.grown' } },
    })
  })

  it('say nothing of a schema that cannot describe itself', () => {
    expect(found['own.odd']).toMatchObject({ properties: { data: {} } })
  })
})
