/** The passages with the largest sums, of however many: the first of equals stay. */
export class Likeliest {
  readonly #most: number
  readonly #sums: Int16Array
  readonly #passages: Float64Array
  #count = 0
  #least = Number.NEGATIVE_INFINITY

  constructor(most: number) {
    this.#most = most
    this.#sums = new Int16Array(2 * most)
    this.#passages = new Float64Array(2 * most)
  }

  /** What is not larger can be left out. */
  get least(): number {
    return this.#least
  }

  /** In the order in which they were added. */
  get passages(): Float64Array {
    this.#cut()
    return this.#passages.subarray(0, this.#count)
  }

  add(passage: number, sum: number): void {
    this.#sums[this.#count] = sum
    this.#passages[this.#count] = passage
    this.#count += 1
    if (this.#count === this.#sums.length) this.#cut()
  }

  // Only now and then: to keep them in order all the time takes longer than to find them.
  #cut(): void {
    if (this.#count <= this.#most) return
    const sums = this.#sums.slice(0, this.#count).sort()
    const least = sums[this.#count - this.#most] ?? 0
    let equals = this.#most - (this.#count - 1 - sums.lastIndexOf(least))
    let kept = 0
    for (let at = 0; at < this.#count; at++) {
      const sum = this.#sums[at] ?? 0
      if (sum < least || (sum === least && equals-- <= 0)) continue
      this.#sums[kept] = sum
      this.#passages[kept] = this.#passages[at] ?? 0
      kept += 1
    }
    this.#count = kept
    this.#least = least
  }
}
