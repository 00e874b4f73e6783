import { Worker } from 'node:worker_threads'
import { moduleBeside, NotReady, PluginFailure, type Sentence } from 'promethean'
import type { StoreTrouble } from './failures.ts'
import type { Store } from './store.ts'

export interface StoreSettings {
  readonly file: string
}

type Method = Exclude<keyof Store, 'close'>

// The last parameter of what may take long is the thread's own.
type Given<M extends Method> =
  Parameters<Store[M]> extends [...infer G, () => boolean] ? G : Parameters<Store[M]>

type Answered<M extends Method> = Awaited<ReturnType<Store[M]>>

export type StoreCall =
  | 'close'
  /** Whoever asked this has gone. */
  | { readonly over: number }
  | { readonly number: number; readonly method: Method; readonly args: readonly unknown[] }

export type StoreAnswer =
  | { readonly number: number; readonly value: unknown }
  | { readonly number: number; readonly trouble: StoreTrouble }
  /** The file was damaged, lies there now, and a new one was begun. */
  | { readonly setAside: string }

interface Waiting {
  readonly resolve: (value: never) => void
  readonly reject: (failure: Error) => void
}

/** The index in a thread of its own: started by the first call, and again after it has ended. */
export class StoreThread {
  readonly #settings: StoreSettings
  readonly #onSetAside: ((aside: string) => void)[] = []
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | undefined
  #calls = 0
  #isClosed = false

  constructor(settings: StoreSettings) {
    this.#settings = settings
  }

  /** Calls back when the file was damaged, and a new one is begun; with the path of the damaged one. */
  whenSetAside(look: (aside: string) => void): void {
    this.#onSetAside.push(look)
  }

  /**
   * Calls a method of the store.
   * @throws NotReady if the file cannot be used now; PluginFailure if it never can
   */
  async ask<M extends Method>(
    method: M,
    args: Given<M>,
    signal?: AbortSignal,
  ): Promise<Answered<M>> {
    signal?.throwIfAborted()
    if (this.#isClosed) throw this.#unusable({ why: 'it is closed', advice: 'open it again' })
    const number = ++this.#calls
    const isOver = () => this.#worker?.postMessage({ over: number } satisfies StoreCall)
    signal?.addEventListener('abort', isOver)
    try {
      return await new Promise<Answered<M>>((resolve, reject) => {
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
    const worker = new Worker(moduleBeside(import.meta.url, 'worker'), {
      name: 'memory',
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
    // `ask` promised what this method returns.
    if ('value' in answer) waiting?.resolve(answer.value as never)
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
