const MAX_DEPTH = 16

/**
 * Freezes a value deeply and returns it. All listeners and the journal get the same object, so none of them may change it.
 * Only plain objects and arrays; other values in a payload (such as a Buffer) cannot be frozen.
 */
export function deepFreeze<T>(value: T, depth = 0): T {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return value
  if (Object.isFrozen(value) || !(Array.isArray(value) || isPlain(value))) return value
  Object.freeze(value)
  if (Array.isArray(value)) {
    for (const inner of value) deepFreeze(inner, depth + 1)
    return value
  }
  for (const key in value) {
    const inner = value[key]
    // Texts and numbers, nearly all there is, cost no call.
    if (typeof inner === 'object') deepFreeze(inner, depth + 1)
  }
  return value
}

function isPlain(value: object): boolean {
  const parent: unknown = Object.getPrototypeOf(value)
  return parent === Object.prototype || parent === null
}
