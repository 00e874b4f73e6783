import { SLOTS } from './blocks.ts'
import { type Group, strideOf } from './groups.ts'
import { type WasmFunction, wasmFunction } from './wasm.ts'

/**
 * Sixteen products at a time, which JavaScript cannot ask of a processor: seven times as fast as a loop. What
 * `wat2wasm` makes of dots.wat, beside this file; a test compares it with a loop.
 */
const CODE =
  'AGFzbQEAAAABCQFgBX9/f39/AAIPAQNlbnYGbWVtb3J5AgABAwIBAAcIAQRkb3RzAAAKrwEBrAEDAXsBfwF7AkADQCADRQ0B/QwAAAAAAAAAAAAAAAAA' +
  'AAAAIQVBACEGA0AgASAGav0ABAAhByAFIAf9hwEgACAGQQF0av0ABAD9ugH9rgEgB/2IASAAIAZBAXRq/QAEEP26Af2uASEFIAZBEGohBiAGIAJJDQAL' +
  'IAQgBf0bACAF/RsBaiAF/RsCIAX9GwNqajYCACAEQQRqIQQgASACaiEBIANBAWshAwwACwsL'

const LARGEST_INT16 = 32_767
const LARGEST_INT8 = 127
const LARGEST_INT32 = 2 ** 31 - 1

/** Compares a question with up to `SLOTS` vectors at a time. */
export class Dots {
  readonly #dots: WasmFunction
  readonly #stride: number
  readonly #sums: Int32Array
  readonly #vectors: Uint8Array
  readonly #scales = new Float64Array(SLOTS)
  readonly #scale: number
  #count = 0

  /** @param query of length 1 */
  constructor(query: Float32Array) {
    const stride = strideOf(query.length)
    const [sumsAt, vectorsAt] = [2 * stride, 2 * stride + 4 * SLOTS]
    const bytes = vectorsAt + SLOTS * stride
    this.#dots = wasmFunction(CODE, 'dots', bytes)
    const { memory } = this.#dots
    this.#stride = stride
    this.#sums = new Int32Array(memory, sumsAt, SLOTS)
    this.#vectors = new Uint8Array(memory, vectorsAt, SLOTS * stride)
    this.#scale = scaleOf(query)
    const whole = new Int16Array(memory, 0, stride)
    for (const [index, part] of query.entries()) whole[index] = Math.round(part / this.#scale)
  }

  /** Takes one more, up to `SLOTS`. */
  add(group: Group, passage: number): void {
    this.#vectors.set(group.numbersOf(passage), this.#count * this.#stride)
    this.#scales[this.#count] = group.scaleOf(passage) * this.#scale
    this.#count += 1
  }

  /** The cosine of each that was added, which then go. */
  take(): readonly number[] {
    const { byteOffset } = this.#vectors
    this.#dots.run(0, byteOffset, this.#stride, this.#count, this.#sums.byteOffset)
    const sums = this.#sums.subarray(0, this.#count)
    this.#count = 0
    return Array.from(sums, (sum, at) => sum * (this.#scales[at] ?? 0))
  }
}

// As fine as 16 bits allow, but so that no sum is larger than 32 bits: a sum is at most the product of both lengths.
function scaleOf(query: Float32Array): number {
  const largest = query.reduce((most, part) => Math.max(most, Math.abs(part)), 0)
  const longest = LARGEST_INT32 / (LARGEST_INT8 * Math.sqrt(query.length))
  return Math.max(largest / LARGEST_INT16, 1 / longest) * 1.01
}
