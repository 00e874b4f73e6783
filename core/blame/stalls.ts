import { findSourceMap } from 'node:module'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { BLOCKING_MS } from '../filters/filters.ts'
import { moduleBeside } from '../own-module.ts'

const BEAT_MS = 50
// Without a beat for this long, the event loop is blocked.
const STALLED_MS = BLOCKING_MS + BEAT_MS
// Loading and starting take time and are not attributed to a plugin.
const GRACE_MS = 5_000
const LOOK_MS = 1_000
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
 * Finds out which plugin blocks the event loop, from a timer, a batch or anywhere else. Node measures the loop by itself,
 * which wakes no JavaScript; a stall starts a thread that reads the main thread's stack at the next one.
 */
export class Stalls {
  readonly #onStall: (files: readonly string[], ms: number) => void
  readonly #beats = new Int32Array(new SharedArrayBuffer(4))
  readonly #delays = monitorEventLoopDelay({ resolution: BEAT_MS })
  #timer: NodeJS.Timeout
  #beating: NodeJS.Timeout | undefined
  #worker: Worker | undefined
  #ending: NodeJS.Timeout | undefined

  /** @param onStall the source files at work, innermost first */
  constructor(onStall: (files: readonly string[], ms: number) => void) {
    this.#onStall = onStall
    this.#timer = setTimeout(() => this.#begin(), GRACE_MS).unref()
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer)
    this.#delays.disable()
    await this.#end()
  }

  #begin(): void {
    this.#delays.enable()
    this.#timer = setInterval(() => this.#look(), LOOK_MS).unref()
  }

  #look(): void {
    if (this.#delays.max / 1e6 <= STALLED_MS) return
    this.#delays.reset()
    this.#watch()
  }

  #watch(): void {
    clearTimeout(this.#ending)
    this.#ending = setTimeout(() => void this.#end(), WATCHED_MS).unref()
    this.#worker ??= this.#start()
  }

  #start(): Worker {
    this.#beating = setInterval(() => Atomics.add(this.#beats, 0, 1), BEAT_MS).unref()
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
    clearInterval(this.#beating)
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
