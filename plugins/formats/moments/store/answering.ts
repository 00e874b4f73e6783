import { parentPort, workerData } from 'node:worker_threads'
import { failureOf, isDamage, setAside } from './failures.ts'
import type { StoreAnswer, StoreCall, StoreSettings } from './thread.ts'

type Question = Exclude<StoreCall, 'close' | { readonly over: number }>

/** What a thread answers from: its methods are asked by name. */
interface OpenStore {
  close(): void
}

/** Answers the questions to a store, in its thread: opened by the first question. */
export function answerFrom(open: (file: string) => OpenStore): void {
  // Given by the only one who starts such a thread.
  const answering = new Answering(workerData as StoreSettings, open)
  parentPort?.on('message', (call: StoreCall) => answering.take(call))
}

class Answering {
  readonly #settings: StoreSettings
  readonly #open: (file: string) => OpenStore
  readonly #running = new Map<number, Promise<void>>()
  readonly #over = new Set<number>()
  #store: OpenStore | undefined
  #isClosing = false

  constructor(settings: StoreSettings, open: (file: string) => OpenStore) {
    this.#settings = settings
    this.#open = open
  }

  take(call: StoreCall): void {
    if (call === 'close') void this.#close()
    else if ('over' in call) this.#over.add(call.over)
    else this.#running.set(call.number, this.#answer(call))
  }

  async #answer(call: Question): Promise<void> {
    const { number } = call
    try {
      tell({ number, value: await this.#carriedOut(call) })
    } catch (failure) {
      tell({ number, trouble: failureOf(failure, this.#settings) })
    } finally {
      this.#over.delete(number)
      this.#running.delete(number)
    }
  }

  // A damaged file is set aside: what was asked is then asked of the new one.
  async #carriedOut(call: Question) {
    try {
      return await this.#ask(call)
    } catch (failure) {
      if (!isDamage(failure)) throw failure
      this.#store?.close()
      this.#store = undefined
      tell({ setAside: setAside(this.#settings.file) })
      return this.#ask(call)
    }
  }

  #ask({ number, method, args }: Question) {
    this.#store ??= this.#open(this.#settings.file)
    const isOver = () => this.#isClosing || this.#over.has(number)
    // Method and arguments belong together: `Asking` typed them on the other side.
    const work = Reflect.get(this.#store, method) as (...given: readonly unknown[]) => unknown
    return work(...args, isOver)
  }

  async #close(): Promise<void> {
    this.#isClosing = true
    await Promise.all(this.#running.values())
    try {
      this.#store?.close()
    } finally {
      parentPort?.close()
    }
  }
}

function tell(answer: StoreAnswer): void {
  parentPort?.postMessage(answer)
}
