import { hashOf } from '../events/id-hash.ts'

// A power of two; at most half of them are taken.
const SLOTS = 262_144
/** As many ids as a table holds. */
export const MAX_IDS = 100_000

/**
 * Ids by their hash, in a table that never grows. A Set would do, but finding a new id to be new takes it several looks into
 * memory gone cold, which every event waits for, and growing to 100,000 holds everybody up.
 */
export class IdTable {
  readonly #hashes = new Int32Array(SLOTS)
  readonly #ids = new Array<string>(SLOTS)
  #size = 0

  get isFull(): boolean {
    return this.#size >= MAX_IDS
  }

  has(id: string): boolean {
    return this.#hashes[this.#slotOf(id, markOf(id))] !== FREE
  }

  /** To be called while it is not full. @returns whether the id is new */
  add(id: string): boolean {
    const mark = markOf(id)
    const slot = this.#slotOf(id, mark)
    if (this.#hashes[slot] !== FREE) return false
    this.#hashes[slot] = mark
    this.#ids[slot] = id
    this.#size += 1
    return true
  }

  /** Where the id is, or is to be. */
  #slotOf(id: string, mark: number): number {
    let slot = mark & (SLOTS - 1)
    while (!this.#isAt(slot, id, mark)) slot = (slot + 1) & (SLOTS - 1)
    return slot
  }

  #isAt(slot: number, id: string, mark: number): boolean {
    const found = this.#hashes[slot]
    return found === FREE || (found === mark && this.#ids[slot] === id)
  }
}

const FREE = 0

function markOf(id: string): number {
  return hashOf(id) || 1
}
