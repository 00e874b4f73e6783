// 20 messages a second; more would only keep a page from drawing.
const EVERY_MS = 50
const MAX_LINES = 500

/** Lines as JSON, gathered to few messages. */
export class LineBatch {
  readonly #send: (lines: readonly string[]) => void
  #lines: string[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(send: (lines: readonly string[]) => void) {
    this.#send = send
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
    if (lines.length > 0) this.#send(lines)
  }
}
