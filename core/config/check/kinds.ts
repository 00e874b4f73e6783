/** The kind of a value, in words. Never the value. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (typeof value === 'string') return value === '' ? 'an empty string' : 'a string'
  if (typeof value === 'number') return kindOfNumber(value)
  if (Array.isArray(value)) return 'a list'
  if (value instanceof Date) return 'a date'
  if (value instanceof RegExp) return 'a regular expression'
  if (value instanceof Promise) return 'a promise'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

function kindOfNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  return Number.isFinite(value) ? 'a number' : 'an infinite number'
}

/** What a schema expects, in words: `int` is `a whole number`. */
export function expectedKind(type: string): string {
  return WORDS[type] ?? `a ${type}`
}

/** A dotted path: `rules[2].reply`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`
    const name = String(key)
    const step = /^[\w$-]+$/.test(name) ? name : JSON.stringify(name)
    return text === '' ? step : `${text}.${step}`
  }, '')
}

/** The value at a path, or undefined if there is none. */
export function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined,
    root,
  )
}

const WORDS: Readonly<Record<string, string>> = {
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
  map: 'a Map',
  set: 'a Set',
  file: 'a file',
  undefined: 'nothing',
  never: 'nothing',
  null: 'null',
  nan: 'NaN',
  nonoptional: 'a value',
}
