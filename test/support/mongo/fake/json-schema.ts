import type { Document } from 'mongodb'

/** Whether a value fits a `$jsonSchema`, as far as the fake knows the language: an unknown keyword throws. */
export function fitsSchema(value: unknown, schema: Document): boolean {
  return Object.entries(schema).every(([word, rule]) => {
    const check = words[word]
    if (check === undefined) throw new Error(`the fake does not know ${word} of $jsonSchema`)
    return check(value, rule, schema)
  })
}

/** A rule is whatever the schema's author wrote. */
type Rule = Document[string]
type Check = (value: unknown, rule: Rule, schema: Document) => boolean

const always: Check = () => true

const words: Readonly<Record<string, Check>> = {
  title: always,
  description: always,
  bsonType: (value, rule: string | readonly string[]) => [rule].flat().includes(typeOf(value)),
  enum: (value, rule: readonly unknown[]) => rule.includes(value),
  pattern: (value, rule: string) => typeof value !== 'string' || new RegExp(rule).test(value),
  items: (value, rule: Document) =>
    !Array.isArray(value) || value.every(one => fitsSchema(one, rule)),
  required: (value, rule: readonly string[]) =>
    !isObject(value) || rule.every(key => value[key] !== undefined),
  properties: (value, rule: Record<string, Document>) =>
    !isObject(value) ||
    Object.entries(rule).every(
      ([key, one]) => value[key] === undefined || fitsSchema(value[key], one),
    ),
  additionalProperties: (value, rule: boolean, schema) =>
    rule || !isObject(value) || Object.keys(value).every(key => key in (schema.properties ?? {})),
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (value instanceof Date) return 'date'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'double'
  return typeof value === 'boolean' ? 'bool' : typeof value
}

function isObject(value: unknown): value is Document {
  return typeOf(value) === 'object'
}
