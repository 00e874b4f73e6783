import type { Port } from '../plugin/port.ts'

const PROVIDERS = new WeakMap<object, () => object | undefined>()

/** Whoever provides a port at the moment is found by this, for those who hold its handle. */
export function knowProvider(handle: object, find: () => object | undefined): void {
  PROVIDERS.set(handle, find)
}

/**
 * What the provider of a port says about itself, for example the platform of a `TokenSource`.
 * @param handle a port from `context.ports`
 * @returns undefined while the provider is unavailable
 * @example aboutProvider(TokenSource, ports.tokens)?.platform
 */
export function aboutProvider<T extends object, About>(
  { about }: Port<T, About>,
  handle: T,
): About | undefined {
  const provider = PROVIDERS.get(handle)?.()
  if (provider === undefined) return undefined
  const said = about.map(name => {
    const member: unknown = Reflect.get(provider, name)
    return [name, typeof member === 'function' ? member.bind(provider) : member] as const
  })
  // What is provided under a port was typed by its token, these members too.
  return Object.fromEntries(said) as About
}
