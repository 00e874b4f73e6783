/** Executes work as a part of one run. */
type Begin = <T>(work: () => T) => T

/**
 * What a plugin provides, as others call it: what its methods start, such as a timer, is its own and not part of the run
 * that called.
 */
export function servedBy(begin: Begin, implementation: unknown): unknown {
  if (typeof implementation !== 'object' && typeof implementation !== 'function')
    return implementation
  if (implementation === null) return implementation
  // Not a proxy of the implementation itself: a frozen one would have to show its methods as they are.
  return new Proxy(Object.create(null), {
    get: (_target, member) => {
      const found: unknown = Reflect.get(implementation, member)
      if (typeof found !== 'function') return found
      return (...values: readonly unknown[]) =>
        begin(() => Reflect.apply(found, implementation, values))
    },
  })
}
