import { REDACTED } from './credentials.ts'
import { isSecretKey } from './secret-keys.ts'
import { SecretTexts } from './secret-texts.ts'

const MAX_RAW_CHARACTERS = 64_000
const MAX_DEPTH = 32
// Payloads repeat the same few hundred keys; beyond this many, new keys are not cached.
const MAX_KEYS = 5_000
const MAX_KEY = 100

/**
 * Which values are secret by the key they stand under: `all` of what a stranger's payload holds, only `texts` of what
 * a plugin declared itself (its `tokens` are a number), `none` of core's vocabulary, which has no such field.
 */
export type SecretKeys = 'all' | 'texts' | 'none'

interface Key {
  /** Without a secret in it. */
  readonly name: string
  readonly isSecret: boolean
}

type Fields = Readonly<Record<string, unknown>>

/** The place of a value. */
interface Under {
  readonly keys: SecretKeys
  /** Under a secret-like key: its texts are blanked, whatever they say. */
  readonly isSecret: boolean
}

/** Takes secrets out of whatever is kept or leaves the process: events, logs, errors, answers. */
export class Redactor extends SecretTexts {
  readonly #keys = new Map<string, Key>()

  override know(secrets: Iterable<string>): void {
    super.know(secrets)
    this.#keys.clear()
  }

  /**
   * A payload fit to be kept, as JSON holds it: no value under a secret-like key, no secret in a text;
   * one past 64 kB becomes `{ size }`, its length in characters of JSON.
   */
  payload(payload: unknown): unknown {
    if (typeof payload === 'string') {
      return payload.length > MAX_RAW_CHARACTERS ? { size: payload.length } : this.text(payload)
    }
    if (typeof payload !== 'object' || payload === null) return plain(payload)
    const budget = { left: MAX_RAW_CHARACTERS }
    const copy = this.#copy(payload, budget, 0)
    return budget.left < 0 ? { size: sizeOf(payload) } : copy
  }

  /** The same value without secrets: the value itself if it has none, otherwise a copy of the parts that had one. */
  data<T>(data: T, keys: SecretKeys): T {
    // A value keeps its shape; only texts, and what a secret-like key holds, are others.
    return keys === 'none' && this.isEmpty ? data : (this.#clean(data, UNDER[keys], 0) as T)
  }

  #clean(value: unknown, under: Under, depth: number): unknown {
    if (typeof value === 'string') return this.#cleanText(value, under)
    if (typeof value !== 'object' || value === null) return value
    if (depth > MAX_DEPTH) return this.#deep(value)
    if (Array.isArray(value)) return this.#cleanList(value, under, depth)
    // Nearly all are; what follows is asked of few.
    if (isPlain(value)) return this.#cleanFields(value, under, depth)
    return this.#cleanMade(value, under, depth)
  }

  // What a class made is kept as JSON holds it, so that is what must hold no secret.
  #cleanMade(value: object, under: Under, depth: number): unknown {
    if (value instanceof Date || ArrayBuffer.isView(value)) return value
    if (!('toJSON' in value) || typeof value.toJSON !== 'function')
      return this.#cleanFields(Object(value), under, depth)
    try {
      const told: unknown = value.toJSON()
      const clean = this.#clean(told, under, depth + 1)
      return clean === told ? value : clean
    } catch {
      return REDACTED
    }
  }

  #cleanText(text: string, { keys, isSecret }: Under): string {
    if (isSecret) return REDACTED
    return keys === 'none' ? this.known(text) : this.text(text)
  }

  #cleanList(list: readonly unknown[], under: Under, depth: number): unknown {
    let copy: unknown[] | undefined
    for (let at = 0; at < list.length; at++) {
      const clean = this.#clean(list[at], under, depth + 1)
      if (clean === list[at]) continue
      copy ??= [...list]
      copy[at] = clean
    }
    return copy ?? list
  }

  #cleanFields(fields: Fields, under: Under, depth: number): unknown {
    let copy: Record<string, unknown> | undefined
    const isNamed = under.keys !== 'none' && this.#isNamedSecret(fields)
    for (const key in fields) {
      if (!Object.hasOwn(fields, key)) continue
      const value = fields[key]
      const known = under.keys === 'none' ? undefined : this.#key(key)
      const isSecret = known?.isSecret || (isNamed && key === 'value')
      const clean =
        isSecret && under.keys === 'all'
          ? hidden(value)
          : this.#clean(value, isSecret ? SECRET_TEXTS : under, depth + 1)
      const name = known?.name ?? key
      if (clean === value && name === key) continue
      copy ??= { ...fields }
      if (name !== key) Reflect.deleteProperty(copy, key)
      define(copy, name, clean)
    }
    return copy ?? fields
  }

  // Anything nested deeper than people nest on purpose is treated as a whole.
  #deep(value: object): unknown {
    try {
      const text = JSON.stringify(value) ?? ''
      return this.text(text) === text && !isSecretKey(text) ? value : REDACTED
    } catch {
      return REDACTED
    }
  }

  #copy(value: unknown, budget: { left: number }, depth: number): unknown {
    if (budget.left < 0 || depth > MAX_DEPTH) return undefined
    if (typeof value === 'string') {
      budget.left -= value.length + 2
      return this.text(value)
    }
    budget.left -= 5
    if (typeof value !== 'object' || value === null) return plain(value)
    if (value instanceof Date) return value.toJSON()
    if (ArrayBuffer.isView(value)) return { size: value.byteLength }
    if (Array.isArray(value)) return value.map(item => this.#copy(item, budget, depth + 1) ?? null)
    return this.#copyFields(value, budget, depth)
  }

  #copyFields(fields: object, budget: { left: number }, depth: number): unknown {
    const copy: Record<string, unknown> = {}
    const isNamed = this.#isNamedSecret(fields)
    for (const [key, item] of Object.entries(fields)) {
      budget.left -= key.length + 3
      const { name, isSecret } = this.#key(key)
      const kept =
        isSecret || (isNamed && key === 'value')
          ? hidden(item)
          : this.#copy(item, budget, depth + 1)
      if (kept !== undefined) define(copy, name, kept)
    }
    return copy
  }

  // `{ name: 'Authorization', value: '...' }`: headers, arguments.
  #isNamedSecret(fields: object): boolean {
    if (!('value' in fields)) return false
    const name: unknown = Reflect.get(fields, 'name') ?? Reflect.get(fields, 'key')
    return typeof name === 'string' && this.#key(name).isSecret
  }

  #key(key: string): Key {
    const known = this.#keys.get(key)
    if (known !== undefined) return known
    const fresh = { name: this.text(key), isSecret: isSecretKey(key) }
    if (this.#keys.size < MAX_KEYS && key.length <= MAX_KEY) this.#keys.set(key, fresh)
    return fresh
  }
}

const UNDER: Readonly<Record<SecretKeys, Under>> = {
  all: { keys: 'all', isSecret: false },
  texts: { keys: 'texts', isSecret: false },
  none: { keys: 'none', isSecret: false },
}
const SECRET_TEXTS: Under = { keys: 'texts', isSecret: true }

// Whether a secret exists is not a secret.
function hidden(value: unknown): unknown {
  return typeof value === 'boolean' || value === undefined ? value : REDACTED
}

function isPlain(value: object): value is Fields {
  const parent: unknown = Object.getPrototypeOf(value)
  return parent === Object.prototype || parent === null
}

// Assigned, a key named __proto__ would set the prototype.
function define(fields: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') fields[key] = value
  else
    Object.defineProperty(fields, key, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    })
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
