import { Worker } from 'node:worker_threads'
import { messageOf, PrometheanError, type Sentence } from '../../errors.ts'
import { moduleBeside } from '../../own-module.ts'
import { DamagedJournal } from './database/failures.ts'
import type { Store } from './store.ts'

export type StoreMethod = Exclude<keyof Store, 'close'>

/** Calls a method of a store, wherever it lives. */
export type Ask = <M extends StoreMethod>(
  method: M,
  ...args: Parameters<Store[M]>
) => Promise<ReturnType<Store[M]>>

export interface WorkerSettings {
  readonly file: string
  readonly readOnly: boolean
}

export interface WorkerStoreSettings extends WorkerSettings {
  readonly onNotice?: (notice: Notice) => void
}

/** Told without being asked. */
export type Notice =
  /** A piece of work was done; so many events are not counted yet, undefined if counting failed. */
  { readonly left: number | undefined } | { readonly trouble: Sentence }

export type StoreCall = 'close' | MethodCall

interface MethodCall {
  readonly number: number
  readonly method: StoreMethod
  readonly args: readonly unknown[]
  /** How many appends were reported as failed. */
  readonly failures: number
}

/** `trouble` if it failed. */
export interface Answer {
  readonly number: number
  readonly value?: unknown
  readonly trouble?: Sentence
  readonly isDamaged?: boolean
  /** Of an append: how many have failed by now. */
  readonly failures?: number
}

interface WaitingCall {
  readonly resolve: (value: never) => void
  readonly reject: (failure: Error) => void
}

/** A store in a thread of its own, so that no disk ever holds up the event loop. Started by the first call, and again after a crash. */
export class WorkerStore {
  readonly #settings: WorkerStoreSettings
  readonly #waiting = new Map<number, WaitingCall>()
  #worker: Worker | undefined
  #calls = 0
  #failures = 0
  #isClosed = false

  constructor(settings: WorkerStoreSettings) {
    this.#settings = settings
  }

  readonly ask: Ask = (method, ...args) => {
    if (this.#isClosed) return Promise.reject(this.#closed())
    return this.#call(method, args)
  }

  /** Takes no more calls; ends once `after` has ended and earlier calls are answered. */
  async close(after: Promise<void> = Promise.resolve()): Promise<void> {
    this.#isClosed = true
    await after
    const worker = this.#worker
    if (!worker) return
    const exited = new Promise(resolve => worker.once('exit', resolve))
    worker.postMessage('close' satisfies StoreCall)
    await exited
  }

  #call<T>(method: StoreMethod, args: readonly unknown[]): Promise<T> {
    const number = ++this.#calls
    return new Promise<T>((resolve, reject) => {
      this.#worker ??= this.#start()
      // First: if it throws, for example because of a function in a plugin's query, no caller is left waiting.
      this.#worker.postMessage({
        number,
        method,
        args,
        failures: this.#failures,
      } satisfies StoreCall)
      this.#waiting.set(number, { resolve, reject })
    })
  }

  #start(): Worker {
    this.#failures = 0
    const { file, readOnly } = this.#settings
    const worker = new Worker(moduleBeside(import.meta.url, 'worker'), {
      workerData: { file, readOnly } satisfies WorkerSettings,
      name: 'journal',
    })
    worker.on('message', (told: Answer | Notice) => {
      if ('number' in told) this.#settle(told)
      else this.#settings.onNotice?.(told)
    })
    worker.on('error', failure => this.#lost(worker, messageOf(failure)))
    worker.on('exit', () => this.#lost(worker, 'its thread ended'))
    return worker
  }

  #settle({ number, value, trouble, isDamaged, failures }: Answer): void {
    this.#failures = failures ?? this.#failures
    const waiting = this.#waiting.get(number)
    this.#waiting.delete(number)
    if (isDamaged && trouble !== undefined) waiting?.reject(new DamagedJournal(trouble))
    else if (trouble !== undefined) waiting?.reject(new PrometheanError('runtime', trouble))
    // `ask` promised what this method returns.
    else waiting?.resolve(value as never)
  }

  #lost(worker: Worker, reason: string): void {
    if (this.#worker && this.#worker !== worker) return
    this.#worker = undefined
    const failure = new PrometheanError('runtime', {
      what: `cannot use the journal ${this.#settings.file}`,
      why: reason,
      advice: 'it reopens by itself, and if this happens again restart promethean',
    })
    for (const { reject } of this.#waiting.values()) reject(failure)
    this.#waiting.clear()
  }

  #closed(): PrometheanError {
    return new PrometheanError('runtime', {
      what: `cannot use the journal ${this.#settings.file}`,
      why: 'it is closed',
      advice: 'open it again',
    })
  }
}
