/** The keys that lead to a Date inside a value. */
export type Path = readonly string[]

/** Whether there is a Date anywhere inside. The value has no circles. On the way of every event. */
export function holdsDate(value: unknown): boolean {
  if (!isObject(value)) return false
  if (value instanceof Date) return true
  if (Array.isArray(value)) return value.some(holdsDate)
  for (const key in value) {
    const inner = value[key]
    // Texts and numbers, nearly all there is, cost no call.
    if (typeof inner === 'object' && holdsDate(inner)) return true
  }
  return false
}

/** The paths of the Dates. JSON has no dates, and a string that looks like one may be a string. */
export function datePaths(value: unknown): readonly Path[] {
  if (value instanceof Date) return [[]]
  if (!isObject(value)) return []
  return Object.keys(value).flatMap(key => datePaths(child(value, key)).map(path => [key, ...path]))
}

/** Makes Dates again of the texts at these paths, in place. */
export function reviveDates(value: object, paths: readonly Path[]): void {
  for (const path of paths) {
    const key = path.at(-1)
    const holder = path.slice(0, -1).reduce<unknown>((at, step) => child(at, step), value)
    if (key === undefined || !isObject(holder)) continue
    const text = child(holder, key)
    const date = new Date(typeof text === 'string' ? text : Number.NaN)
    // Not an assignment: a key may be __proto__.
    Object.defineProperty(holder, key, {
      value: date,
      enumerable: true,
      writable: true,
      configurable: true,
    })
  }
}

function child(value: unknown, key: string): unknown {
  return isObject(value) ? value[key] : undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
