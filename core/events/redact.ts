/** What stands in the place of a secret. */
export const REDACTED = '[redacted]'

const SECRET_KEY =
  /token|secret|password|passphrase|authorization|api[-_]?key|private[-_]?key|cookie/i
const MAX_RAW_CHARACTERS = 64_000
const MAX_DEPTH = 32

/** Takes secrets out of what leaves the process: raw payloads, logs, errors. */
export class Redactor {
  readonly #secrets = new Set<string>()
  /** As people would spell them to get past: without case, spaces and invisible characters; encoded. */
  readonly #spellings = new Set<string>()
  #longest = 0
  #pattern: RegExp | undefined

  /**
   * Adds secrets; none is forgotten while the process lives, because an old one may still be in use somewhere.
   * Texts shorter than four characters would blank out ordinary words and are left.
   */
  know(secrets: Iterable<string>): void {
    const fresh = [...secrets].filter(secret => secret.length >= 4 && !this.#secrets.has(secret))
    if (fresh.length === 0) return
    for (const secret of fresh) {
      this.#secrets.add(secret)
      for (const spelling of spellingsOf(secret)) this.#spellings.add(spelling)
    }
    const longestFirst = [...this.#secrets].sort((a, b) => b.length - a.length)
    this.#longest = longestFirst[0]?.length ?? 0
    this.#pattern = new RegExp(longestFirst.map(literal).join('|'), 'g')
  }

  /** A text without any known secret in it. */
  text(text: string): string {
    return this.#pattern === undefined ? text : text.replace(this.#pattern, REDACTED)
  }

  /** A text fit to be kept or sent away: no known secret in it, in any spelling. One that is not written plainly takes its line with it. */
  withoutSecrets(text: string): string {
    const plain = this.text(text)
    if (!this.holdsSecret(plain)) return plain
    const lines = plain.split('\n').map(line => (this.holdsSecret(line) ? REDACTED : line))
    const told = lines.join('\n')
    return this.holdsSecret(told) ? REDACTED : told
  }

  /** Whether a text holds a known secret, in any spelling: other case, spaced out, with invisible characters, encoded. */
  holdsSecret(text: string): boolean {
    if (this.#pattern === undefined) return false
    if (text.search(this.#pattern) >= 0) return true
    const told = [text, percentDecoded(text), backwards(text), ...decodedRuns(text)]
    const forms = told.flatMap(form => [visible(form), squeezed(form)])
    return [...this.#spellings].some(spelling => forms.some(form => form.includes(spelling)))
  }

  /**
   * A payload fit to be kept: values under secret-like keys and texts equal to a known secret are blanked;
   * one past 64 kB becomes `{ size }`, its length in characters of JSON.
   */
  raw(payload: unknown): unknown {
    if (typeof payload === 'string') {
      if (payload.length > MAX_RAW_CHARACTERS) return { size: payload.length }
      return this.#isSecret(payload) ? REDACTED : payload
    }
    if (typeof payload !== 'object' || payload === null) return plain(payload)
    const budget = { left: MAX_RAW_CHARACTERS }
    const copy = this.#copy(payload, budget, 0)
    return budget.left < 0 ? { size: sizeOf(payload) } : copy
  }

  /** A payload fit to be shown: the same, and no text in it holds a known secret. */
  shown(payload: unknown): unknown {
    return this.#blanked(this.raw(payload))
  }

  #blanked(kept: unknown): unknown {
    if (typeof kept === 'string') return this.text(kept)
    if (Array.isArray(kept)) return kept.map(item => this.#blanked(item))
    if (typeof kept !== 'object' || kept === null) return kept
    return Object.fromEntries(Object.entries(kept).map(([key, one]) => [key, this.#blanked(one)]))
  }

  // Looking it up hashes the whole text, a line of chat with all its tags: nearly always its length saves that.
  #isSecret(text: string): boolean {
    return text.length <= this.#longest && this.#secrets.has(text)
  }

  #copy(value: unknown, budget: { left: number }, depth: number): unknown {
    if (budget.left < 0 || depth > MAX_DEPTH) return undefined
    if (typeof value === 'string') {
      budget.left -= value.length + 2
      return this.#isSecret(value) ? REDACTED : value
    }
    budget.left -= 5
    if (typeof value !== 'object' || value === null) return plain(value)
    if (value instanceof Date) return value.toJSON()
    if (ArrayBuffer.isView(value)) return { size: value.byteLength }
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
      collect(inner, { found, isSecret: isSecret || SECRET_KEY.test(key), depth: depth + 1 })
    }
  }
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

// Short ones only as they are written: squeezed, they would be found in ordinary words.
function spellingsOf(secret: string): readonly string[] {
  if (secret.length < 8) return [visible(secret)]
  const bytes = Buffer.from(secret)
  const encoded = [
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
  ]
  return [visible(secret), squeezed(secret), ...encoded.map(squeezed)].filter(one => one.length > 3)
}

function visible(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cc}]/gu, '')
    .toLowerCase()
}

function squeezed(text: string): string {
  return visible(text).replace(/[^\p{L}\p{N}]/gu, '')
}

function backwards(text: string): string {
  return [...text].reverse().join('')
}

// What is encoded together with other words reads otherwise than the secret encoded alone.
function decodedRuns(text: string): readonly string[] {
  const hex = text.match(/(?:[0-9a-f]{2}[ :]?){8,}/gi) ?? []
  const base64 = text.match(/[\w+/-]{8,}/g) ?? []
  return [
    ...hex.map(run => Buffer.from(run.replace(/[ :]/g, ''), 'hex').toString('utf8')),
    ...base64.map(run => Buffer.from(run, 'base64').toString('utf8')),
  ]
}

function percentDecoded(text: string): string {
  return text.replace(/%[0-9a-f]{2}/gi, code =>
    String.fromCharCode(Number.parseInt(code.slice(1), 16)),
  )
}
