/** How many passages share a block: those with neighbouring numbers. */
export const SLOTS = 128

const BEGINS = 0
const ENDS = BEGINS + 8 * SLOTS
const SCOPES = ENDS + 8 * SLOTS
const SIGNS = SCOPES + 4 * SLOTS

/** How many bytes hold the signs of a vector: one of eight dimensions. */
export function groupsOf(dimensions: number): number {
  return Math.ceil(dimensions / 8)
}

/** What a slot holds. */
export interface Entry {
  readonly begin: number
  readonly end: number
  /** Above 0. */
  readonly scope: number
  /** Turned. */
  readonly vector: Float32Array
}

/**
 * What is looked at of neighbouring passages before their vectors are: times, scopes, and the signs of the turned vectors. The
 * signs of the same eight dimensions of all slots lie side by side. An empty slot has the scope 0.
 */
export class Block {
  readonly body: Uint8Array
  readonly begins: Float64Array
  readonly ends: Float64Array
  readonly scopes: Uint32Array
  readonly signs: Uint8Array

  constructor(dimensions: number, body?: Uint8Array) {
    const bytes = SLOTS * groupsOf(dimensions)
    // Views of numbers begin at a multiple of their size.
    const own = body === undefined ? new Uint8Array(SIGNS + bytes) : aligned(body)
    const { buffer, byteOffset } = own
    this.body = own
    this.begins = new Float64Array(buffer, byteOffset + BEGINS, SLOTS)
    this.ends = new Float64Array(buffer, byteOffset + ENDS, SLOTS)
    this.scopes = new Uint32Array(buffer, byteOffset + SCOPES, SLOTS)
    this.signs = new Uint8Array(buffer, byteOffset + SIGNS, bytes)
  }

  get byteLength(): number {
    return this.body.byteLength
  }

  get isEmpty(): boolean {
    return this.scopes.every(scope => scope === 0)
  }

  /** The earliest begin and the latest end of what it holds. */
  get span(): readonly [since: number, until: number] {
    let since = Number.MAX_SAFE_INTEGER
    let until = 0
    for (let slot = 0; slot < SLOTS; slot++) {
      if (this.scopes[slot] === 0) continue
      since = Math.min(since, this.begins[slot] ?? 0)
      until = Math.max(until, this.ends[slot] ?? 0)
    }
    return [since, until]
  }

  set(slot: number, { begin, end, scope, vector }: Entry): void {
    this.clear(slot)
    this.begins[slot] = begin
    this.ends[slot] = end
    this.scopes[slot] = scope
    for (const [index, part] of vector.entries()) {
      const at = (index >> 3) * SLOTS + slot
      if (part > 0) this.signs[at] = (this.signs[at] ?? 0) | (1 << (index & 7))
    }
  }

  clear(slot: number): void {
    this.begins[slot] = 0
    this.ends[slot] = 0
    this.scopes[slot] = 0
    for (let at = slot; at < this.signs.length; at += SLOTS) this.signs[at] = 0
  }
}

function aligned(body: Uint8Array): Uint8Array {
  return body.byteOffset % 8 === 0 ? body : body.slice()
}

/** The block of a passage. */
export function blockOf(passage: number): number {
  return Math.floor(passage / SLOTS)
}

/** Its place there. */
export function slotOf(passage: number): number {
  return passage % SLOTS
}
