import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { within } from '../../async.ts'
import { PrometheanError } from '../../errors.ts'

// A reader that does not read must not hold up a stop.
const FAREWELL_MS = 200

/** The streams of the running instance, by name: lines until the signal. Throws at once if the request is wrong. */
export type Streams = Readonly<
  Record<string, (body: unknown, signal: AbortSignal) => AsyncIterable<unknown>>
>

/** The streams under way; all end when the instance does. */
export class OpenStreams {
  readonly #stop = new AbortController()
  readonly #open = new Set<Promise<void>>()

  /** Aborts when the instance ends. */
  get stopping(): AbortSignal {
    return this.#stop.signal
  }

  /** Writes one JSON object a line, as fast as the reader reads, until it leaves or the instance ends. */
  async write(
    answer: ServerResponse,
    tell: (signal: AbortSignal) => AsyncIterable<unknown>,
  ): Promise<void> {
    const left = new AbortController()
    answer.once('close', () => left.abort())
    const signal = AbortSignal.any([left.signal, this.#stop.signal])
    const written = writeLines(answer, tell(signal), signal)
    this.#open.add(written)
    await written.finally(() => this.#open.delete(written))
  }

  /** Ends all streams after sending what is pending. */
  async close(): Promise<void> {
    this.#stop.abort(stopping())
    await within(FAREWELL_MS, Promise.allSettled(this.#open))
  }
}

// For streams that must deliver everything; the others simply end.
function stopping(): PrometheanError {
  return new PrometheanError('runtime', {
    what: 'the answer is not complete',
    why: 'the instance stopped meanwhile',
    advice: 'ask again',
  })
}

async function writeLines(
  answer: ServerResponse,
  lines: AsyncIterable<unknown>,
  signal: AbortSignal,
): Promise<void> {
  answer.writeHead(200, { 'content-type': 'application/x-ndjson' })
  answer.flushHeaders()
  for await (const line of lines) {
    if (answer.destroyed) return
    if (answer.write(`${JSON.stringify(line)}\n`)) continue
    // Aborted: the reader has left, or has no more time.
    await once(answer, 'drain', { signal }).catch(() => undefined)
  }
  await new Promise<void>(resolve => {
    answer.once('close', resolve)
    answer.end(resolve)
  })
}
