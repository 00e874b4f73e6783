// Eight of 512 dimensions fill a quarter of a page of the file: one is read nearly as fast as alone, all of them much faster.
const GROUPED = 8

// Behind whole numbers of 8 bits lies what they are multiplied by.
const SCALE_BYTES = 4
const LARGEST_INT8 = 127

// WebAssembly takes sixteen at a time.
const STEP = 16

/** How many bytes a vector takes: its dimensions, rounded up. */
export function strideOf(dimensions: number): number {
  return Math.ceil(dimensions / STEP) * STEP
}

/** The group of a passage. */
export function groupOf(passage: number): number {
  return Math.floor(passage / GROUPED)
}

/** Vectors of a few neighbouring passages, as whole numbers from -127 to 127 and a scale each; of an empty place it is 0. */
export class Group {
  readonly body: Uint8Array
  readonly #stride: number
  readonly #view: DataView

  constructor(dimensions: number, body?: Uint8Array) {
    this.#stride = strideOf(dimensions)
    this.body = body ?? new Uint8Array(GROUPED * (this.#stride + SCALE_BYTES))
    this.#view = new DataView(this.body.buffer, this.body.byteOffset, this.body.byteLength)
  }

  get byteLength(): number {
    return this.body.byteLength
  }

  get isEmpty(): boolean {
    return this.body.every(byte => byte === 0)
  }

  /** What a passage's numbers are multiplied by; 0 if it has none. */
  scaleOf(passage: number): number {
    return this.#view.getFloat32(this.#end(passage), true)
  }

  /** A passage's numbers. */
  numbersOf(passage: number): Uint8Array {
    const end = this.#end(passage)
    return this.body.subarray(end - this.#stride, end)
  }

  set(passage: number, vector: Float32Array): void {
    const largest = vector.reduce((most, part) => Math.max(most, Math.abs(part)), 0)
    const scale = largest / LARGEST_INT8
    const end = this.#end(passage)
    this.#view.setFloat32(end, scale, true)
    for (const [at, part] of vector.entries())
      this.#view.setInt8(end - this.#stride + at, scale === 0 ? 0 : Math.round(part / scale))
  }

  clear(passage: number): void {
    this.numbersOf(passage).fill(0)
    this.#view.setFloat32(this.#end(passage), 0, true)
  }

  /** Where its numbers end. */
  #end(passage: number): number {
    const place = passage % GROUPED
    return place * (this.#stride + SCALE_BYTES) + this.#stride
  }
}
