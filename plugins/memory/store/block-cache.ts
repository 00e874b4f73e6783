import type { Block } from './blocks.ts'

/** The newest blocks of one model: what was said lately is asked for most. */
export class BlockCache {
  readonly #most: number
  readonly #blocks = new Map<number, Block>()
  #model: number | undefined
  #bytes = 0
  /** The lowest number that has room. */
  #from = 0

  /** @param most in bytes */
  constructor(most: number) {
    this.#most = most
  }

  /** A block, which is read if it is not here. */
  get(model: number, number: number, read: () => Block | undefined): Block | undefined {
    if (model !== this.#model) this.clear()
    this.#model = model
    const known = this.#blocks.get(number)
    if (known !== undefined) return known
    const block = read()
    if (block === undefined || number < this.#from) return block
    this.#blocks.set(number, block)
    this.#bytes += block.body.byteLength
    if (this.#bytes > this.#most) this.#makeRoom()
    return block
  }

  /** It was changed. */
  forget(number: number): void {
    this.#bytes -= this.#blocks.get(number)?.body.byteLength ?? 0
    this.#blocks.delete(number)
  }

  /** Only blocks of this model are asked for from now on. */
  keepOnly(model: number): void {
    if (model !== this.#model) this.clear()
  }

  clear(): void {
    this.#blocks.clear()
    this.#bytes = 0
    this.#from = 0
  }

  // The oldest go; from then on older ones are only passed through.
  #makeRoom(): void {
    const oldestFirst = [...this.#blocks.keys()].sort((one, other) => one - other)
    for (const number of oldestFirst) {
      if (this.#bytes <= this.#most) break
      this.forget(number)
      this.#from = number + 1
    }
  }
}
