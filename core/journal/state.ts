import { messageOf, PrometheanError } from '../errors.ts'
import type { State } from '../plugin/context.ts'
import type { Json } from '../plugin/json.ts'
import type { Journal } from './port.ts'
import type { JournalWriter } from './writer.ts'

// 1 MB for all values of a use: read whole at each start.
const LARGEST_BYTES = 1_000_000
const SAVE_MS = 10
const RETRY_MS = 1_000

/** Whose events must be in the journal first: a source's mark must never say more than was kept. */
export type Before = Pick<JournalWriter, 'settled' | 'gaveUp'>

const NOTHING_BEFORE: Before = { settled: async () => undefined, gaveUp: false }

export interface StateSettings {
  /** Events published before a value was set are stored before the value is saved; if they are not stored, neither is the value. */
  readonly after?: Before
  /** Ends the retries of a save that fails. */
  readonly signal?: AbortSignal
  /** A save failed; it is tried again each second. */
  readonly onTrouble?: (failure: Error) => void
}

/** The durable values of a use: read from memory, saved some 10 ms behind. `flush` resolves when all is saved. */
export async function openState(
  journal: Journal,
  use: string,
  settings: StateSettings = {},
): Promise<State & { flush(): Promise<void> }> {
  const saver = new StateSaver(journal, use, settings)
  const values = new Map<string, Json>()
  const sizes = new Map<string, number>()
  let bytes = 0

  const put = (key: string, value: Json | undefined, size: number): void => {
    bytes += size - (sizes.get(key) ?? 0)
    if (value === undefined) {
      values.delete(key)
      sizes.delete(key)
    } else {
      values.set(key, value)
      sizes.set(key, size)
    }
  }
  const set = (key: string, value: Json): void => {
    const text = jsonText(use, key, value)
    const size = sizeOf(key, text)
    if (bytes + size - (sizes.get(key) ?? 0) > LARGEST_BYTES) throw tooLarge(use, key)
    // A copy, and frozen: what a plugin changes afterwards in its own object would not be saved.
    const copy = frozen(JSON.parse(text) as Json)
    put(key, copy, size)
    saver.save(key, copy)
  }
  // The caller says what it wrote under this key.
  const get = <T extends Json>(key: string) => values.get(key) as T | undefined

  for (const [key, value] of await journal.state(use)) {
    put(key, frozen(value), sizeOf(key, JSON.stringify(value)))
  }
  return {
    get,
    set,
    update: (key, change) => {
      const value = change(get(key))
      set(key, value)
      return value
    },
    delete: key => {
      if (!values.has(key)) return
      put(key, undefined, 0)
      saver.save(key, undefined)
    },
    flush: () => saver.flush(),
  }
}

/** The same values; once this is false, `set` has no effect. */
export function keptWhile(state: State, isOpen: () => boolean): State {
  return {
    get: key => state.get(key),
    set: (key, value) => {
      if (isOpen()) state.set(key, value)
    },
    update: (key, change) => (isOpen() ? state.update(key, change) : change(state.get(key))),
    delete: key => {
      if (isOpen()) state.delete(key)
    },
  }
}

/** Saves changes together, one save after the other, until each is durable. */
class StateSaver {
  readonly #journal: Journal
  readonly #use: string
  readonly #settings: StateSettings
  readonly #before: Before
  #changes = new Map<string, Json | undefined>()
  #timer: NodeJS.Timeout | undefined
  #saving: Promise<void> = Promise.resolve()

  constructor(journal: Journal, use: string, settings: StateSettings) {
    this.#journal = journal
    this.#use = use
    this.#settings = settings
    this.#before = settings.after ?? NOTHING_BEFORE
    settings.signal?.addEventListener('abort', () => clearTimeout(this.#timer), { once: true })
  }

  save(key: string, value: Json | undefined): void {
    this.#changes.set(key, value)
    this.#later(SAVE_MS)
  }

  /** Rejects if it cannot be saved now. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#saving = this.#saving.catch(() => undefined).then(() => this.#saveAll())
    return this.#saving
  }

  #later(ms: number): void {
    if (this.#settings.signal?.aborted) return
    this.#timer ??= setTimeout(() => this.flush().catch(() => undefined), ms)
  }

  async #saveAll(): Promise<void> {
    if (this.#changes.size === 0) return
    const changes = this.#changes
    this.#changes = new Map()
    await this.#before.settled()
    if (this.#before.gaveUp) return
    try {
      await this.#journal.saveState(this.#use, changes)
    } catch (failure) {
      // Values set meanwhile are newer.
      this.#changes = new Map([...changes, ...this.#changes])
      this.#settings.onTrouble?.(failure instanceof Error ? failure : new Error(messageOf(failure)))
      this.#later(RETRY_MS)
      throw failure
    }
  }
}

function jsonText(use: string, key: string, value: Json): string {
  try {
    const text: string | undefined = JSON.stringify(value)
    if (text !== undefined) return text
  } catch {
    // A circle or a BigInt: refused below like a function.
  }
  throw new PrometheanError(
    'refused',
    {
      what: `cannot keep ${key} in the state`,
      why: 'JSON cannot represent the value',
      advice: 'keep strings, numbers, booleans, null, lists and plain objects of them',
    },
    { plugin: use },
  )
}

function tooLarge(use: string, key: string): PrometheanError {
  return new PrometheanError(
    'refused',
    {
      what: `cannot keep ${key} in the state`,
      why: 'all values of the plugin together would exceed 1 MB',
      advice: 'delete old ones, or keep large data in a file',
    },
    { plugin: use },
  )
}

function sizeOf(key: string, text: string): number {
  return Buffer.byteLength(key) + Buffer.byteLength(text)
}

function frozen<T extends Json>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) frozen(inner)
    Object.freeze(value)
  }
  return value
}
