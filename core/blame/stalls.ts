import { findSourceMap } from 'node:module'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { BLOCKING_MS } from '../filters/filters.ts'

const BEAT_MS = 50
// Without a beat for so long the event loop is held up.
const STALLED_MS = BLOCKING_MS + BEAT_MS
// Loading and starting take their time, and are nobody's fault.
const GRACE_MS = 5_000
// Whoever stalls once stalls again soon, or was the machine's own doing.
const WATCHED_MS = 600_000

/** What the watching thread is given: it loads nothing of ours but itself. */
export interface StallsWorker {
  readonly beats: Int32Array
  readonly beatMs: number
  readonly stalledMs: number
}

/** What it tells: how long already, and the scripts at work, innermost first. */
export interface Stall {
  readonly ms: number
  readonly scripts: readonly string[]
}

/**
 * Finds out who holds up the event loop from a timer, a batch or anywhere else. A late beat starts a thread that looks at the
 * stack of the main one at the next stall: nothing is paid for it before.
 */
export class Stalls {
  readonly #onStall: (files: readonly string[], ms: number) => void
  readonly #beats = new Int32Array(new SharedArrayBuffer(4))
  readonly #timer: NodeJS.Timeout
  readonly #fairFrom = performance.now() + GRACE_MS
  #last = performance.now()
  #worker: Worker | undefined
  #ending: NodeJS.Timeout | undefined

  /** @param onStall the source files at work, innermost first */
  constructor(onStall: (files: readonly string[], ms: number) => void) {
    this.#onStall = onStall
    this.#timer = setInterval(() => this.#beat(), BEAT_MS).unref()
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#end()
  }

  #beat(): void {
    Atomics.add(this.#beats, 0, 1)
    const now = performance.now()
    if (now - this.#last > STALLED_MS && now > this.#fairFrom) this.#watch()
    this.#last = now
  }

  #watch(): void {
    clearTimeout(this.#ending)
    this.#ending = setTimeout(() => void this.#end(), WATCHED_MS).unref()
    this.#worker ??= this.#start()
  }

  #start(): Worker {
    const worker = new Worker(new URL('./stalls-worker.ts', import.meta.url), {
      workerData: {
        beats: this.#beats,
        beatMs: BEAT_MS,
        stalledMs: STALLED_MS,
      } satisfies StallsWorker,
      name: 'stalls',
    })
    worker.on('message', ({ ms, scripts }: Stall) => this.#onStall(scripts.flatMap(sources), ms))
    // Without it stalls go unnamed, and nothing else.
    worker.on('error', () => void this.#end())
    worker.unref()
    return worker
  }

  async #end(): Promise<void> {
    clearTimeout(this.#ending)
    const worker = this.#worker
    this.#worker = undefined
    await worker?.terminate()
  }
}

// A compiled module is known by what it was compiled of.
function sources(script: string): readonly string[] {
  if (!script.startsWith('file:')) return []
  const file = fileURLToPath(script)
  const compiledOf = findSourceMap(file)?.payload.sources ?? []
  return [...compiledOf.map(source => toPath(source, script)), file]
}

function toPath(source: string, script: string): string {
  return fileURLToPath(new URL(source, script))
}
