/** The place where two values first differ. */
export interface Difference {
  readonly path: readonly PropertyKey[]
  /** Both are functions of the same text: only the module they stand in was made again. */
  readonly isSameText: boolean
}

/**
 * The first difference between two values: data, RegExps and Dates by value, functions and instances of
 * classes by identity. Circles are followed once.
 */
export function difference(from: unknown, to: unknown): Difference | undefined {
  return compare(from, to, { path: [], met: new Map() })
}

interface Trail {
  readonly path: readonly PropertyKey[]
  /** Pairs being compared: if they occur again, they do not differ further. */
  readonly met: Map<object, Set<object>>
}

function compare(from: unknown, to: unknown, trail: Trail): Difference | undefined {
  if (from === to || (Number.isNaN(from) && Number.isNaN(to))) return undefined
  const differs = { path: trail.path, isSameText: isSameText(from, to) }
  if (!isObject(from) || !isObject(to)) return differs
  const members = [membersOf(from), membersOf(to)] as const
  if (members[0] && members[1] && Array.isArray(members[0]) === Array.isArray(members[1])) {
    return isMet(from, to, trail.met) ? undefined : compareMembers(members[0], members[1], trail)
  }
  const text = textOf(from)
  return text !== undefined && text === textOf(to) ? undefined : differs
}

function isSameText(from: unknown, to: unknown): boolean {
  return typeof from === 'function' && typeof to === 'function' && String(from) === String(to)
}

function isMet(from: object, to: object, met: Map<object, Set<object>>): boolean {
  const partners = met.get(from) ?? new Set()
  met.set(from, partners)
  return partners.has(to) || !partners.add(to)
}

function compareMembers(from: object, to: object, trail: Trail): Difference | undefined {
  for (const key of new Set([...keysOf(from), ...keysOf(to), ...lengthOf(from)])) {
    const path = [
      ...trail.path,
      Array.isArray(from) && /^\d+$/.test(String(key)) ? Number(key) : key,
    ]
    if (Object.hasOwn(from, key) !== Object.hasOwn(to, key)) return { path, isSameText: false }
    const found = compare(Reflect.get(from, key), Reflect.get(to, key), { ...trail, path })
    if (found) return found
  }
  return undefined
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function keysOf(value: object): PropertyKey[] {
  return Reflect.ownKeys(value).filter(key => !(Array.isArray(value) && key === 'length'))
}

// Checked last: an added entry says more than the new length.
function lengthOf(value: object): PropertyKey[] {
  return Array.isArray(value) ? ['length'] : []
}

// The contents of a value, if it has nothing else.
function membersOf(value: object): object | undefined {
  if (Array.isArray(value)) return value
  if (value instanceof Map || value instanceof Set) return [...value]
  if (ArrayBuffer.isView(value))
    return [...new Uint8Array(value.buffer, value.byteOffset, value.byteLength)]
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype ? value : undefined
}

function textOf(value: object): string | undefined {
  if (value instanceof Date) return `date ${value.getTime()}`
  if (value instanceof RegExp) return `pattern ${value}`
  return value instanceof URL ? `address ${value.href}` : undefined
}
