import { z } from 'zod'

/** One field of an operation's input, from its JSON Schema. */
export interface Field {
  /** Several for a union of plain types. */
  readonly type?: string | readonly string[]
  readonly enum?: readonly string[]
  /** Of a list: each of it. */
  readonly items?: Field
  readonly anyOf?: readonly Field[]
  readonly description?: string
  readonly default?: unknown
  readonly minimum?: number
  readonly maximum?: number
  /** The placeholder of an option's value in the help, if it is not the field's name: `--via <plugin>`. */
  readonly placeholder?: string
  /** For a switch that is on by default: what its opposite does. */
  readonly without?: string
  /** The option's name, if different from the field's: `arg`. */
  readonly option?: string
}

/** The fields of an operation's input, by name. */
export type Fields = Readonly<Record<string, Field>>

/** @param input an object's schema */
export function fieldsOf(input: z.ZodType): {
  readonly fields: Fields
  readonly required: ReadonlySet<string>
} {
  const schema = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' })
  const { properties = {}, required = [] } = schema
  // Written by toJSONSchema, from objects alone.
  return { fields: properties as Fields, required: new Set(required) }
}

/** The placeholder of its value in the help: `<time>`, `<types...>`; undefined for a switch. */
export function valueShown(name: string, field: Field): string {
  if (field.type === 'boolean') return ''
  const some = field.items?.enum?.join(',')
  const word =
    field.placeholder ?? some ?? (isNumber(field) ? 'count' : isJson(field) ? 'json' : kebab(name))
  return ` <${word}${isMany(field) ? '...' : ''}>`
}

/** Its text in the help, including the default. */
export function helpOf(field: Field): string {
  const { description = '', default: standard, maximum = Number.MAX_SAFE_INTEGER } = field
  const isSaid = typeof standard === 'number' || typeof standard === 'string'
  return [
    `${description}${isJson(field) ? '; write JSON, @file to read a file, or - to read standard input' : ''}`,
    ...(isSaid ? [`; default ${standard}`] : []),
    ...(standard === true ? ['; this is the default'] : []),
    ...(maximum < Number.MAX_SAFE_INTEGER ? [`, maximum ${maximum}`] : []),
  ].join('')
}

/** What it must be, for a sentence about what it is not. */
export function expectationOf({ items, minimum = 0, ...field }: Field): string {
  const words = field.enum ?? items?.enum
  if (words?.length === 1) return `must be ${words[0]}`
  if (words !== undefined) return `must be ${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
  if (!isNumber(field)) return 'must not be empty'
  const { maximum = Number.MAX_SAFE_INTEGER } = field
  return maximum < Number.MAX_SAFE_INTEGER
    ? `must be a whole number from ${minimum} to ${maximum}`
    : `must be a whole number, ${minimum} or more`
}

/** Whether it is written several times, or as several words. */
export function isMany(field: Field): boolean {
  return field.type === 'object' || (field.type === 'array' && !isChoice(field))
}

/** Whether it is a list of some of these words, written with commas. */
export function isChoice({ type, items }: Field): boolean {
  return type === 'array' && items?.enum !== undefined
}

/** Whether it is a number and nothing else. */
export function isNumber({ type }: Field): boolean {
  return type === 'integer' || type === 'number'
}

/** Whether it may be a number, alone or in a union. */
export function mayBeNumber({ type, anyOf = [] }: Field): boolean {
  const types = [type].flat()
  return types.includes('integer') || types.includes('number') || anyOf.some(mayBeNumber)
}

/** Whether it takes any JSON value: fields of one type declare it. */
export function isJson({ type, anyOf, enum: words }: Field): boolean {
  return type === undefined && anyOf === undefined && words === undefined
}

/** `retryParked` as one writes it on a command line. */
export function kebab(name: string): string {
  return name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
}
