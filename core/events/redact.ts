/** What stands in the place of a secret. */
export const REDACTED = '[redacted]'

const SECRET_KEY =
  /token|secret|password|passphrase|authorization|api[-_]?key|private[-_]?key|cookie/i
const MAX_RAW_CHARACTERS = 64_000
const MAX_DEPTH = 32

/** Takes secrets out of what leaves the process: raw payloads, logs, errors. */
export class Redactor {
  #secrets: ReadonlySet<string> = new Set()
  #pattern: RegExp | undefined

  /** Replaces the known secrets. Texts shorter than four characters would blank out ordinary words and are left. */
  know(secrets: Iterable<string>): void {
    this.#secrets = new Set([...secrets].filter(secret => secret.length >= 4))
    const longestFirst = [...this.#secrets].sort((a, b) => b.length - a.length)
    this.#pattern =
      longestFirst.length === 0 ? undefined : new RegExp(longestFirst.map(literal).join('|'), 'g')
  }

  /** A text without any known secret in it. */
  text(text: string): string {
    return this.#pattern === undefined ? text : text.replace(this.#pattern, REDACTED)
  }

  /** Whether a text holds a known secret. */
  holdsSecret(text: string): boolean {
    return this.#pattern !== undefined && text.search(this.#pattern) >= 0
  }

  /**
   * A payload fit to be kept: values under secret-like keys and texts equal to a known secret are blanked;
   * one past 64 kB becomes `{ size }`, its length in characters of JSON.
   */
  raw(payload: unknown): unknown {
    if (typeof payload === 'string') {
      if (payload.length > MAX_RAW_CHARACTERS) return { size: payload.length }
      return this.#secrets.has(payload) ? REDACTED : payload
    }
    if (typeof payload !== 'object' || payload === null) return plain(payload)
    const budget = { left: MAX_RAW_CHARACTERS }
    const copy = this.#copy(payload, budget, 0)
    return budget.left < 0 ? { size: sizeOf(payload) } : copy
  }

  #copy(value: unknown, budget: { left: number }, depth: number): unknown {
    if (budget.left < 0 || depth > MAX_DEPTH) return undefined
    if (typeof value === 'string') {
      budget.left -= value.length + 2
      return this.#secrets.has(value) ? REDACTED : value
    }
    budget.left -= 5
    if (typeof value !== 'object' || value === null) return plain(value)
    if (value instanceof Date) return value.toJSON()
    if (Array.isArray(value)) return value.map(item => this.#copy(item, budget, depth + 1) ?? null)
    const copy: Record<string, unknown> = {}
    for (const [key, item] of Object.entries(value)) {
      budget.left -= key.length + 3
      const kept =
        SECRET_KEY.test(key) && typeof item !== 'boolean'
          ? REDACTED
          : this.#copy(item, budget, depth + 1)
      // Defined, not assigned: a payload may hold a key named __proto__.
      if (kept !== undefined)
        Object.defineProperty(copy, key, {
          value: kept,
          enumerable: true,
          writable: true,
          configurable: true,
        })
    }
    return copy
  }
}

/** Secrets written into a config: texts under secret-like keys, and the password inside a URI. */
export function secretsIn(
  options: unknown,
  found = new Set<string>(),
  depth = 0,
): ReadonlySet<string> {
  if (typeof options !== 'object' || options === null || depth > MAX_DEPTH) return found
  for (const [key, value] of Object.entries(options)) {
    if (typeof value === 'string') {
      if (SECRET_KEY.test(key)) found.add(value)
      for (const password of passwordsIn(value)) found.add(password)
    } else secretsIn(value, found, depth + 1)
  }
  return found
}

/** The passwords of URIs in a text, as written and decoded. */
export function passwordsIn(text: string): readonly string[] {
  const [, written] = /^[a-z][a-z0-9+.-]*:\/\/[^/?#@:]*:([^/?#]*)@/i.exec(text) ?? []
  return written === undefined ? [] : [...new Set([written, decoded(written)])]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  return typeof value === 'function' || typeof value === 'symbol' ? undefined : value
}

function sizeOf(payload: unknown): number {
  try {
    return JSON.stringify(payload)?.length ?? 0
  } catch {
    return MAX_RAW_CHARACTERS + 1
  }
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
}
