// A plugin with a different text in each reason must not fill the memory.
const MAX_REASONS = 500

/** How often something happened, by reason: `<plugin id>/<code>`. Past 500 of them a new one counts as `<plugin id>/other`. */
export class ReasonCounts {
  readonly #counts = new Map<string, number>()

  /** @returns the reason it was counted under */
  add(reason: string): string {
    const counted = this.#room(reason)
    this.#counts.set(counted, (this.#counts.get(counted) ?? 0) + 1)
    return counted
  }

  /** One too many was counted under this reason. */
  takeBack(counted: string): void {
    this.#counts.set(counted, (this.#counts.get(counted) ?? 0) - 1)
  }

  get all(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts)
  }

  #room(reason: string): string {
    if (this.#counts.has(reason) || this.#counts.size < MAX_REASONS) return reason
    return `${reason.split('/')[0]}/other`
  }
}
