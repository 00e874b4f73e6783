/** Lines that are sent together. */
export interface Batch {
  /** A JSON array. */
  readonly json: string
  readonly count: number
}

// 20 messages a second; more would only keep a page from drawing.
const EVERY_MS = 50
// What ends by itself comes as fast as it is read.
const MAX_LINES = 1_000

/** Gathers lines, and gives them on as JSON. */
export class LineBatch {
  readonly #give: (batch: Batch) => void
  #lines: string[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(give: (batch: Batch) => void) {
    this.#give = give
  }

  add(line: unknown): void {
    this.#lines.push(JSON.stringify(line))
    if (this.#lines.length >= MAX_LINES) this.flush()
    else this.#timer ??= setTimeout(() => this.flush(), EVERY_MS)
  }

  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const lines = this.#lines
    this.#lines = []
    if (lines.length > 0) this.#give({ json: `[${lines.join(',')}]`, count: lines.length })
  }
}
