import { Worker } from 'node:worker_threads'
import { moduleBeside, within } from 'promethean'

/** What the thread is asked. */
export type ThreadQuestion = readonly string[]

/** What it answers: a vector for each text, or why there is none. */
export type ThreadAnswer = { readonly rows: unknown } | { readonly trouble: string }

// The vocabulary and the library need some 60 MB of it; the weights lie outside.
const HEAP_MB = 256
// A few texts take a tenth of a second; loading before them a few seconds on a busy computer.
const BATCH_MS = 60_000

/** A thread that holds the model: started by the first call, and again after it has ended. */
export class EmbeddingThread {
  #worker: Worker | undefined

  /**
   * Embeds a few texts; one call at a time.
   * @throws Error with what went wrong
   */
  async embed(texts: ThreadQuestion): Promise<unknown> {
    const work = answerOf(this.#started(), texts)
    const stuck = () => new Error(`its thread was stuck for ${BATCH_MS / 1_000} s`)
    const answer = await within(BATCH_MS, work, stuck).catch(async (failure: unknown) => {
      // Nobody knows what it is at: the next call gets a new one.
      await this.end()
      throw failure
    })
    if ('trouble' in answer) throw new Error(answer.trouble)
    return answer.rows
  }

  async end(): Promise<void> {
    const worker = this.#worker
    this.#worker = undefined
    await worker?.terminate()
  }

  #started(): Worker {
    this.#worker ??= this.#begun()
    return this.#worker
  }

  #begun(): Worker {
    const worker = new Worker(moduleBeside(import.meta.url, 'worker'), {
      name: 'local-embeddings',
      // The library has no business with the secrets in there, nor with the terminal.
      ...{ env: {}, stdout: true, stderr: true },
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    })
    worker.stdout.resume()
    worker.stderr.resume()
    // Idle, it does not keep the process alive.
    worker.unref()
    worker.on('error', () => undefined)
    worker.on('exit', () => {
      if (this.#worker === worker) this.#worker = undefined
    })
    return worker
  }
}

function answerOf(worker: Worker, texts: ThreadQuestion): Promise<ThreadAnswer> {
  return new Promise<ThreadAnswer>((resolve, reject) => {
    const ended = (code: number) => done(() => reject(new Error(`its thread ended (${code})`)))
    const failed = (failure: Error) => done(() => reject(failure))
    const told = (answer: ThreadAnswer) => done(() => resolve(answer))
    const done = (settle: () => void) => {
      worker.off('message', told).off('error', failed).off('exit', ended)
      worker.unref()
      settle()
    }
    worker.ref()
    worker.on('message', told).on('error', failed).on('exit', ended)
    worker.postMessage(texts)
  })
}
