import { isSecretKey } from './secret-keys.ts'

const MAX_DEPTH = 32

/** Secrets written into a config: texts under secret-like keys, and the password inside a URI. */
export function secretsIn(options: unknown, found = new Set<string>()): ReadonlySet<string> {
  collect(options, { found, isSecret: false, depth: 0 })
  return found
}

interface Search {
  readonly found: Set<string>
  /** Stands under a secret-like key. */
  readonly isSecret: boolean
  readonly depth: number
}

function collect(value: unknown, { found, isSecret, depth }: Search): void {
  if (typeof value === 'string') {
    if (isSecret) found.add(value)
    for (const password of passwordsIn(value)) found.add(password)
  } else if (typeof value === 'object' && value !== null && depth <= MAX_DEPTH) {
    for (const [key, inner] of Object.entries(value)) {
      collect(inner, { found, isSecret: isSecret || isSecretKey(key), depth: depth + 1 })
    }
  }
}

/** The passwords of URIs in a text, as written and decoded. */
export function passwordsIn(text: string): readonly string[] {
  const written = STRICT.exec(text)?.[1] ?? LOOSE.exec(text)?.[1]
  return written === undefined ? [] : [...new Set([written, decoded(written)])]
}

const STRICT = /^[a-z][a-z0-9+.-]*:\/\/[^/?#@:]*:([^/?#]*)@/i
// With a sign in it that should have been written in percent form. What begins with a port is a host and a path.
const LOOSE = /^[a-z][a-z0-9+.-]*:\/\/[^/?#@:]*:(?!\d+[/?#])([^\s]*)@/i

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
