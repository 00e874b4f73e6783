import { type Batch, LineBatch } from './line-batch.ts'

type Take = (batch: Batch) => void

/** A stream that several pages may want. */
export interface SharedWish {
  /** The same for what is the same. */
  readonly key: string
  /** @throws PrometheanError if it is refused */
  open(signal: AbortSignal): AsyncIterable<unknown>
}

/** Streams that several pages read: each line becomes JSON once, however many they are. */
export class SharedStreams {
  readonly #open = new Map<string, SharedStream>()

  /**
   * Gives the lines on, until the stream's end or the signal.
   * @throws the error the stream is refused with or breaks off with
   */
  async read({ key, open }: SharedWish, take: Take, signal: AbortSignal): Promise<void> {
    const stream = this.#open.get(key) ?? new SharedStream(open)
    this.#open.set(key, stream)
    try {
      await stream.read(take, signal)
    } finally {
      if (!stream.isRead && this.#open.get(key) === stream) this.#open.delete(key)
    }
  }
}

class SharedStream {
  readonly #control = new AbortController()
  readonly #readers = new Set<Take>()
  readonly #batch = new LineBatch(batch => {
    for (const take of this.#readers) take(batch)
  })
  readonly #over: Promise<void>

  constructor(open: SharedWish['open']) {
    this.#over = this.#pump(open(this.#control.signal))
    // Its readers are told; there may be none any more.
    this.#over.catch(() => undefined)
  }

  get isRead(): boolean {
    return this.#readers.size > 0
  }

  async read(take: Take, signal: AbortSignal): Promise<void> {
    // What happened before it asked is not for it.
    this.#batch.flush()
    this.#readers.add(take)
    try {
      await Promise.race([this.#over, aborted(signal)])
    } finally {
      this.#readers.delete(take)
      if (!this.isRead) this.#control.abort()
    }
  }

  async #pump(lines: AsyncIterable<unknown>): Promise<void> {
    try {
      for await (const line of lines) this.#batch.add(line)
    } finally {
      this.#batch.flush()
    }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    signal.addEventListener('abort', () => resolve(), { once: true })
    if (signal.aborted) resolve()
  })
}
