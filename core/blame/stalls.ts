import { findSourceMap } from 'node:module'
// Node's own, not the global ones: in a test that fakes time the event loop is blocked in real time all the same, and a
// faked hour is not 72,000 beats.
import { performance } from 'node:perf_hooks'
import { clearInterval, setInterval } from 'node:timers'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { BLOCKING_MS } from '../filters/filters.ts'
import { moduleBeside } from '../own-module.ts'

const BEAT_MS = 50
// Without a beat for this long, the event loop is blocked.
const STALLED_MS = BLOCKING_MS + BEAT_MS
// Loading and starting take time and are not attributed to a plugin.
const GRACE_MS = 5_000
// A plugin that blocks once will soon block again; otherwise it was the machine.
const WATCHED_MS = 600_000

/** The data for the watching thread, which loads no other module of ours. */
export interface StallsWorker {
  readonly beats: Int32Array
  readonly beatMs: number
  readonly stalledMs: number
}

/** Its report: the duration so far, and the scripts on the stack, innermost first. */
export interface Stall {
  readonly ms: number
  readonly scripts: readonly string[]
}

/**
 * Finds out which plugin blocks the event loop, from a timer, a batch or anywhere else. A late beat starts a thread that
 * reads the main thread's stack at the next stall, so there is no cost before the first one.
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
    const worker = new Worker(moduleBeside(import.meta.url, 'stalls-worker'), {
      workerData: {
        beats: this.#beats,
        beatMs: BEAT_MS,
        stalledMs: STALLED_MS,
      } satisfies StallsWorker,
      name: 'stalls',
    })
    worker.on('message', ({ ms, scripts }: Stall) => this.#onStall(scripts.flatMap(sources), ms))
    // Without it, stalls are not attributed; everything else works.
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
