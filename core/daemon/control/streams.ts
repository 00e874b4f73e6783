import { once } from 'node:events'
import type { Socket } from 'node:net'
import { within } from '../../async.ts'
import { messageOf, PrometheanError } from '../../errors.ts'
import { BROKE_OFF, wired } from './wire.ts'

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

  /**
   * Writes one JSON text a line, as fast as the reader reads, until it leaves or the instance ends; then it ends the connection.
   * @throws if the request is wrong; nothing is written then
   */
  async write(
    socket: Socket,
    tell: (signal: AbortSignal) => AsyncIterable<unknown>,
  ): Promise<void> {
    const left = new AbortController()
    socket.once('close', () => left.abort())
    const signal = AbortSignal.any([left.signal, this.#stop.signal])
    const written = writeLines(socket, tell(signal), signal)
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
  socket: Socket,
  lines: AsyncIterable<unknown>,
  signal: AbortSignal,
): Promise<void> {
  socket.write(wired({ streams: true }))
  try {
    for await (const line of lines) {
      if (socket.destroyed) return
      if (socket.write(`${JSON.stringify(line)}\n`)) continue
      // Aborted: the reader has left, or has no more time.
      await once(socket, 'drain', { signal }).catch(() => undefined)
    }
  } catch (failure) {
    // Its reader must not take that for its end.
    socket.write(`${JSON.stringify({ code: BROKE_OFF, message: messageOf(failure) })}\n`)
  }
  await new Promise<void>(resolve => {
    socket.once('close', resolve)
    socket.end(resolve)
  })
}
