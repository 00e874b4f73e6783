import { Worker } from 'node:worker_threads'
import { NotReady, PluginFailure, type Sentence } from 'promethean'
import type { StoreTrouble } from './failures.ts'

export interface StoreSettings {
  readonly file: string
  /** The plugin's use that keeps it. */
  readonly id: string
}

type Method<S> = Exclude<keyof S & string, 'close'>

// The last parameter of what may take long is the thread's own.
type Given<F> = F extends (...given: [...infer G, () => boolean]) => unknown
  ? G
  : F extends (...given: infer G) => unknown
    ? G
    : never

type Answered<F> = F extends (...given: never) => infer R ? Awaited<R> : never

/** Asks a store in its thread. */
export interface Asking<S> {
  /**
   * Calls a method of the store.
   * @throws NotReady if the file cannot be used now; PluginFailure if it never can
   */
  ask<M extends Method<S>>(
    method: M,
    args: Given<S[M]>,
    signal?: AbortSignal,
  ): Promise<Answered<S[M]>>
}

export type StoreCall =
  | 'close'
  /** Whoever asked this has gone. */
  | { readonly over: number }
  | { readonly number: number; readonly method: string; readonly args: readonly unknown[] }

export type StoreAnswer =
  | { readonly number: number; readonly value: unknown }
  | { readonly number: number; readonly trouble: StoreTrouble }
  /** The file was damaged, lies there now, and a new one was begun. */
  | { readonly setAside: string }

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (failure: Error) => void
}

/** The index in a thread of its own: started by the first call, and again after it has ended. */
export class StoreThread {
  readonly #module: URL
  readonly #settings: StoreSettings
  readonly #onSetAside: ((aside: string) => void)[] = []
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | undefined
  #calls = 0
  #isClosed = false

  /** @param module opens the store: it calls `answerFrom` */
  constructor(module: URL, settings: StoreSettings) {
    this.#module = module
    this.#settings = settings
  }

  /** Calls back when the file was damaged, and a new one is begun; with the path of the damaged one. */
  whenSetAside(look: (aside: string) => void): void {
    this.#onSetAside.push(look)
  }

  /** To ask it for what this kind of store has. */
  as<S>(): Asking<S> {
    // Its methods' types are those of the store that the module opens.
    return { ask: (method, args, signal) => this.#ask(method, args, signal) as Promise<never> }
  }

  async #ask(method: string, args: readonly unknown[], signal?: AbortSignal): Promise<unknown> {
    signal?.throwIfAborted()
    if (this.#isClosed) throw this.#unusable({ why: 'it is closed', advice: 'open it again' })
    const number = ++this.#calls
    const isOver = () => this.#worker?.postMessage({ over: number } satisfies StoreCall)
    signal?.addEventListener('abort', isOver)
    try {
      return await new Promise<unknown>((resolve, reject) => {
        this.#worker ??= this.#start()
        this.#worker.postMessage({ number, method, args } satisfies StoreCall)
        this.#waiting.set(number, { resolve, reject })
      })
    } finally {
      signal?.removeEventListener('abort', isOver)
      signal?.throwIfAborted()
    }
  }

  /** Ends once earlier calls are answered. */
  async close(): Promise<void> {
    this.#isClosed = true
    const worker = this.#worker
    if (worker === undefined) return
    const exited = new Promise(resolve => worker.once('exit', resolve))
    worker.postMessage('close' satisfies StoreCall)
    await exited
  }

  #start(): Worker {
    const worker = new Worker(this.#module, {
      name: this.#settings.id,
      workerData: this.#settings,
      env: {},
    })
    worker.on('message', (answer: StoreAnswer) => {
      if ('setAside' in answer) for (const look of this.#onSetAside) look(answer.setAside)
      else this.#settle(answer)
    })
    worker.on('error', failure => this.#lost(worker, failure.message))
    worker.on('exit', () => this.#lost(worker, 'its thread ended'))
    return worker
  }

  #settle(answer: Exclude<StoreAnswer, { readonly setAside: string }>): void {
    const waiting = this.#waiting.get(answer.number)
    this.#waiting.delete(answer.number)
    if ('value' in answer) waiting?.resolve(answer.value)
    else if (answer.trouble.isFinal) waiting?.reject(new PluginFailure(answer.trouble))
    else waiting?.reject(new NotReady(answer.trouble))
  }

  #lost(worker: Worker, why: string): void {
    if (this.#worker !== worker) return
    this.#worker = undefined
    const advice = 'it is opened again by itself; if this happens again, restart promethean'
    for (const { reject } of this.#waiting.values()) reject(this.#unusable({ why, advice }))
    this.#waiting.clear()
  }

  #unusable(said: Omit<Sentence, 'what'>): NotReady {
    return new NotReady({ what: `cannot use the index ${this.#settings.file}`, ...said })
  }
}
