import { type Batch, LineBatch } from './line-batch.ts'

/** Who reads it. */
export interface StreamReader {
  take(batch: Batch): void
  /** So many lines were left out, because they came faster than anybody could read them. */
  miss(lines: number): void
}

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
  async read({ key, open }: SharedWish, reader: StreamReader, signal: AbortSignal): Promise<void> {
    const stream = this.#open.get(key) ?? new SharedStream(open)
    this.#open.set(key, stream)
    try {
      await stream.read(reader, signal)
    } finally {
      if (!stream.isRead && this.#open.get(key) === stream) this.#open.delete(key)
    }
  }
}

class SharedStream {
  readonly #control = new AbortController()
  readonly #readers = new Set<StreamReader>()
  readonly #batch = new LineBatch(batch => {
    for (const reader of this.#readers) reader.take(batch)
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

  async read(reader: StreamReader, signal: AbortSignal): Promise<void> {
    // What happened before it asked is not for it.
    this.#batch.flush()
    this.#readers.add(reader)
    try {
      await Promise.race([this.#over, aborted(signal)])
    } finally {
      this.#readers.delete(reader)
      if (!this.isRead) this.#control.abort()
    }
  }

  #miss(lines: number): void {
    this.#batch.flush()
    for (const reader of this.#readers) reader.miss(lines)
  }

  async #pump(lines: AsyncIterable<unknown>): Promise<void> {
    try {
      for await (const line of lines) {
        if (isSkipped(line)) this.#miss(line.events)
        else this.#batch.add(line)
      }
    } finally {
      this.#batch.flush()
    }
  }
}

// A line of `tail` in the place of those it left out.
function isSkipped(line: unknown): line is { readonly events: number } {
  return typeof line === 'object' && line !== null && 'code' in line && line.code === 'skipped'
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    signal.addEventListener('abort', () => resolve(), { once: true })
    if (signal.aborted) resolve()
  })
}
