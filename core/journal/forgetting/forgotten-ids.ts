// Those of one person and more; what came earlier has long been delivered.
const MOST = 200_000

/** Events forgotten in this life: what holds them in memory must not deliver them anymore. */
export class ForgottenIds {
  readonly #ids = new Set<string>()

  add(ids: readonly string[]): void {
    for (const id of ids) this.#ids.add(id)
    for (const id of this.#ids) {
      if (this.#ids.size <= MOST) break
      this.#ids.delete(id)
    }
  }

  has(id: string): boolean {
    return this.#ids.has(id)
  }
}
