/** How many passages share a block: those with neighbouring numbers. */
export const SLOTS = 128

const SCALES = 0
const BEGINS = SCALES + 4 * SLOTS
const ENDS = BEGINS + 8 * SLOTS
const SCOPES = ENDS + 8 * SLOTS
const VECTORS = SCOPES + 4 * SLOTS

// WebAssembly takes sixteen at a time.
const STEP = 16

/** How many bytes a vector takes: its dimensions, rounded up. */
export function strideOf(dimensions: number): number {
  return Math.ceil(dimensions / STEP) * STEP
}

/** What a slot holds. */
export interface Entry {
  readonly begin: number
  readonly end: number
  readonly scope: number
  readonly vector: Float32Array
}

/**
 * Vectors of neighbouring passages, and what is asked of them before they are compared. A vector's numbers are whole, from
 * -127 to 127, and multiplied by its scale; an empty slot has the scale 0.
 */
export class Block {
  readonly body: Uint8Array
  readonly scales: Float32Array
  readonly begins: Float64Array
  readonly ends: Float64Array
  readonly scopes: Uint32Array
  readonly vectors: Int8Array

  constructor(dimensions: number, body?: Uint8Array) {
    const bytes = SLOTS * strideOf(dimensions)
    // Views of numbers begin at a multiple of their size.
    const own = body === undefined ? new Uint8Array(VECTORS + bytes) : aligned(body)
    const { buffer, byteOffset } = own
    this.body = own
    this.scales = new Float32Array(buffer, byteOffset + SCALES, SLOTS)
    this.begins = new Float64Array(buffer, byteOffset + BEGINS, SLOTS)
    this.ends = new Float64Array(buffer, byteOffset + ENDS, SLOTS)
    this.scopes = new Uint32Array(buffer, byteOffset + SCOPES, SLOTS)
    this.vectors = new Int8Array(buffer, byteOffset + VECTORS, bytes)
  }

  get isEmpty(): boolean {
    return this.scales.every(scale => scale === 0)
  }

  /** The earliest begin and the latest end of what it holds. */
  get span(): readonly [since: number, until: number] {
    let since = Number.MAX_SAFE_INTEGER
    let until = 0
    for (let slot = 0; slot < SLOTS; slot++) {
      if (this.scales[slot] === 0) continue
      since = Math.min(since, this.begins[slot] ?? 0)
      until = Math.max(until, this.ends[slot] ?? 0)
    }
    return [since, until]
  }

  set(slot: number, { begin, end, scope, vector }: Entry): void {
    const largest = vector.reduce((most, part) => Math.max(most, Math.abs(part)), 0)
    const scale = largest / 127
    this.scales[slot] = scale
    this.begins[slot] = begin
    this.ends[slot] = end
    this.scopes[slot] = scope
    const at = slot * strideOf(vector.length)
    for (const [index, part] of vector.entries()) {
      this.vectors[at + index] = scale === 0 ? 0 : Math.round(part / scale)
    }
  }

  clear(slot: number): void {
    this.scales[slot] = 0
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
