import type { Block } from './blocks.ts'
import { SLOTS, strideOf } from './blocks.ts'

/**
 * Sixteen products at a time, which JavaScript cannot ask of a processor: seven times as fast as a loop. What
 * `wat2wasm` makes of dots.wat, beside this file; a test compares it with a loop.
 */
const CODE =
  'AGFzbQEAAAABCQFgBX9/f39/AAIPAQNlbnYGbWVtb3J5AgABAwIBAAcIAQRkb3RzAAAKrwEBrAEDAXsBfwF7AkADQCADRQ0B/QwAAAAAAAAAAAAAAAAA' +
  'AAAAIQVBACEGA0AgASAGav0ABAAhByAFIAf9hwEgACAGQQF0av0ABAD9ugH9rgEgB/2IASAAIAZBAXRq/QAEEP26Af2uASEFIAZBEGohBiAGIAJJDQAL' +
  'IAQgBf0bACAF/RsBaiAF/RsCIAX9GwNqajYCACAEQQRqIQQgASACaiEBIANBAWshAwwACwsL'

const PAGE_BYTES = 65_536
const LARGEST_INT16 = 32_767
const LARGEST_INT8 = 127
const LARGEST_INT32 = 2 ** 31 - 1

/** What is used of WebAssembly, which Node has and its types do not describe. */
interface Wasm {
  readonly Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer }
  readonly Module: new (code: Uint8Array) => object
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: { readonly dots: Run } }
}

type Run = (query: number, vectors: number, stride: number, count: number, to: number) => void

/** Compares a question with all vectors of a block. */
export class Dots {
  readonly #run: Run
  readonly #stride: number
  readonly #vectors: Int8Array
  readonly #sums: Int32Array
  readonly #scale: number
  readonly #similarities = new Float64Array(SLOTS)

  /** @param query of length 1 */
  constructor(query: Float32Array) {
    const stride = strideOf(query.length)
    const [sumsAt, vectorsAt] = [2 * stride, 2 * stride + 4 * SLOTS]
    const bytes = vectorsAt + SLOTS * stride
    // As described above.
    const { Memory, Module, Instance } = Reflect.get(globalThis, 'WebAssembly') as Wasm
    const memory = new Memory({ initial: Math.ceil(bytes / PAGE_BYTES) })
    const module = new Module(Buffer.from(CODE, 'base64'))
    this.#run = new Instance(module, { env: { memory } }).exports.dots
    this.#stride = stride
    this.#sums = new Int32Array(memory.buffer, sumsAt, SLOTS)
    this.#vectors = new Int8Array(memory.buffer, vectorsAt, SLOTS * stride)
    this.#scale = scaleOf(query)
    const whole = new Int16Array(memory.buffer, 0, stride)
    for (const [index, part] of query.entries()) whole[index] = Math.round(part / this.#scale)
  }

  /** The cosine of each slot, valid until the next call. */
  of({ vectors, scales }: Block): Float64Array {
    this.#vectors.set(vectors)
    const { byteOffset } = this.#vectors
    this.#run(0, byteOffset, this.#stride, SLOTS, this.#sums.byteOffset)
    for (let slot = 0; slot < SLOTS; slot++) {
      this.#similarities[slot] = (this.#sums[slot] ?? 0) * (scales[slot] ?? 0) * this.#scale
    }
    return this.#similarities
  }
}

// As fine as 16 bits allow, but so that no sum is larger than 32 bits: a sum is at most the product of both lengths.
function scaleOf(query: Float32Array): number {
  const largest = query.reduce((most, part) => Math.max(most, Math.abs(part)), 0)
  const longest = LARGEST_INT32 / (LARGEST_INT8 * Math.sqrt(query.length))
  return Math.max(largest / LARGEST_INT16, 1 / longest) * 1.01
}
