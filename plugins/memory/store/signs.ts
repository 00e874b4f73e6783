import { type Block, groupsOf, SLOTS } from './blocks.ts'
import { type WasmFunction, wasmFunction } from './wasm.ts'

/**
 * The sums of sixteen vectors at a time, of four dimensions by one look into a table. What `wat2wasm` makes of signs.wat,
 * beside this file; a test compares it with a loop.
 */
const CODE =
  'AGFzbQEAAAABCAFgBH9/f38AAg8BA2VudgZtZW1vcnkCAAEDAgEABwgBBHN1bXMAAArnAQHkAQIEfwR7A0D9DAAAAAAAAAAAAAAAAAAAAAAhCv0MAAAAAAAA' +
  'AAAAAAAAAAAAACELIAAhBiABIARqIQcgAiEFA0AgB/0ABAAhCCAG/QAEACAI/QwPDw8PDw8PDw8PDw8PDw8P/U79DiAG/QAEECAIQQT9jQH9DA8PDw8PDw8P' +
  'Dw8PDw8PDw/9Tv0O/W4hCSAKIAn9hwH9jgEhCiALIAn9iAH9jgEhCyAGQSBqIQYgB0GAAWohByAFQQFrIgUNAAsgAyAK/QsEACADIAv9CwQQIANBIGohAyAE' +
  'QRBqIgRBgAFJDQALCw=='

// Of four dimensions: two such sums fit into 8 bits.
const FOUR = 4
const COMBINATIONS = 2 ** FOUR
const TABLE_BYTES = 2 * COMBINATIONS
const LARGEST_OF_FOUR = 63
const LARGEST_SUM = 32_000

/** Compares a question with the signs of vectors. */
export class Signs {
  readonly #sumsOf: WasmFunction
  readonly #groups: number
  readonly #sums: Int16Array
  readonly #signs: Uint8Array

  /** @param query turned */
  constructor(query: Float32Array) {
    const groups = groupsOf(query.length)
    const [sumsAt, signsAt] = [groups * TABLE_BYTES, groups * TABLE_BYTES + 2 * SLOTS]
    this.#sumsOf = wasmFunction(CODE, 'sums', signsAt + groups * SLOTS)
    const { memory } = this.#sumsOf
    this.#groups = groups
    this.#sums = new Int16Array(memory, sumsAt, SLOTS)
    this.#signs = new Uint8Array(memory, signsAt, groups * SLOTS)
    new Int8Array(memory).set(tablesOf(query))
  }

  /**
   * The sum of the question's dimensions for each slot, each with the vector's sign: the larger, the nearer, and right to within
   * some hundredths of the cosine. Valid until the next call.
   */
  of({ signs }: Block): Int16Array {
    this.#signs.set(signs)
    this.#sumsOf.run(0, this.#signs.byteOffset, this.#groups, this.#sums.byteOffset)
    return this.#sums
  }
}

/** For four dimensions each: their sum for each combination of signs. */
function tablesOf(query: Float32Array): Int8Array {
  const fours = Array.from({ length: 2 * groupsOf(query.length) }, (_, at) =>
    query.subarray(at * FOUR, (at + 1) * FOUR),
  )
  const longest = fours.map(four => four.reduce((sum, part) => sum + Math.abs(part), 0))
  const whole = longest.reduce((sum, one) => sum + one, 0)
  const step = Math.max(Math.max(...longest) / LARGEST_OF_FOUR, whole / LARGEST_SUM) || 1
  return Int8Array.from(
    fours.flatMap(four =>
      Array.from({ length: COMBINATIONS }, (_, signs) =>
        Math.round(
          four.reduce((sum, part, at) => sum + ((signs >> at) & 1 ? part : -part), 0) / step,
        ),
      ),
    ),
  )
}
