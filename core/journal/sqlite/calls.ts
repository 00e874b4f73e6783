import { Worker } from 'node:worker_threads'
import { messageOf, PrometheanError } from '../../errors.ts'
import type { Store } from './store.ts'

export type StoreMethod = keyof Store

/** Calls a method of a store, wherever it lives. */
export type Ask = <M extends StoreMethod>(
  method: M,
  ...args: Parameters<Store[M]>
) => Promise<ReturnType<Store[M]>>

export interface WorkerSettings {
  readonly file: string
  readonly readOnly: boolean
}

export interface Call {
  readonly number: number
  readonly method: StoreMethod
  readonly args: readonly unknown[]
}

/** `message` where it failed. */
export interface Answer {
  readonly number: number
  readonly value?: unknown
  readonly message?: string
}

interface Waiting {
  readonly resolve: (value: never) => void
  readonly reject: (failure: Error) => void
}

/** A store in a thread of its own, so that no disk ever holds up the event loop. Started by the first call, and again after a crash. */
export class WorkerStore {
  readonly #settings: WorkerSettings
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | undefined
  #calls = 0
  #isClosed = false

  constructor(settings: WorkerSettings) {
    this.#settings = settings
  }

  readonly ask: Ask = (method, ...args) => {
    if (this.#isClosed) return Promise.reject(this.#closed())
    return this.#call(method, args)
  }

  /** What was asked before is still answered. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    const worker = this.#worker
    if (!worker) return
    const exited = new Promise(resolve => worker.once('exit', resolve))
    await this.#call('close', []).catch(() => worker.terminate())
    await exited
  }

  #call<T>(method: StoreMethod, args: readonly unknown[]): Promise<T> {
    const number = ++this.#calls
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(number, { resolve, reject })
      this.#worker ??= this.#start()
      this.#worker.postMessage({ number, method, args } satisfies Call)
    })
  }

  #start(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: this.#settings,
      name: 'journal',
    })
    worker.on('message', (answer: Answer) => this.#settle(answer))
    worker.on('error', failure => this.#lost(worker, messageOf(failure)))
    worker.on('exit', () => this.#lost(worker, 'its thread ended'))
    return worker
  }

  #settle({ number, value, message }: Answer): void {
    const waiting = this.#waiting.get(number)
    this.#waiting.delete(number)
    if (message !== undefined) waiting?.reject(new PrometheanError('runtime', message))
    // `ask` promised what this method returns.
    else waiting?.resolve(value as never)
  }

  #lost(worker: Worker, reason: string): void {
    if (this.#worker !== worker) return
    this.#worker = undefined
    const failure = new PrometheanError(
      'runtime',
      `cannot use the journal ${this.#settings.file}: ${reason}; it is opened again by itself, and if this stays start promethean again`,
    )
    for (const { reject } of this.#waiting.values()) reject(failure)
    this.#waiting.clear()
  }

  #closed(): PrometheanError {
    return new PrometheanError(
      'runtime',
      `cannot use the journal ${this.#settings.file}: it is closed; open it again`,
    )
  }
}
