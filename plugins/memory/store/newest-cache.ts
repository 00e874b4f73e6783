/** The newest parts of what one model has: what was said lately is asked for most. */
export class NewestCache<T extends { readonly byteLength: number }> {
  readonly #most: () => number
  readonly #parts = new Map<number, T>()
  #model: number | undefined
  #bytes = 0
  /** The lowest number that has room. */
  #from = 0

  /** @param most in bytes; it may become less */
  constructor(most: () => number) {
    this.#most = most
  }

  get bytes(): number {
    return this.#bytes
  }

  /** The part of this number, which is read if it is not here; undefined also where it has no room. */
  get(model: number, number: number, read: () => T | undefined): T | undefined {
    if (model !== this.#model) this.clear()
    this.#model = model
    if (number < this.#from) return undefined
    const known = this.#parts.get(number)
    if (known !== undefined) return known
    const part = read()
    if (part === undefined) return undefined
    this.#parts.set(number, part)
    this.#bytes += part.byteLength
    if (this.#bytes > this.#most()) this.#makeRoom()
    return part
  }

  /** It was changed. */
  forget(number: number): void {
    this.#bytes -= this.#parts.get(number)?.byteLength ?? 0
    this.#parts.delete(number)
  }

  /** Only parts of this model are asked for from now on. */
  keepOnly(model: number): void {
    if (model !== this.#model) this.clear()
  }

  clear(): void {
    this.#parts.clear()
    this.#bytes = 0
    this.#from = 0
  }

  // The oldest go; from then on older ones have none.
  #makeRoom(): void {
    const oldestFirst = [...this.#parts.keys()].sort((one, other) => one - other)
    for (const number of oldestFirst) {
      if (this.#bytes <= this.#most()) break
      this.forget(number)
      this.#from = number + 1
    }
  }
}
