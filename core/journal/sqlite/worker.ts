import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import type { Answer, Call, StoreMethod, WorkerSettings } from './calls.ts'
import { journalFailure } from './failures.ts'
import { openStore, type Store } from './store.ts'

// Lines put into the text index at a time, and how often: some 10 ms of work, and up with 1,000 lines a second.
const INDEXED_AT_ONCE = 1_000
const INDEX_EVERY_MS = 1_000

// Given by openWorker, the only one who starts this file.
const { file, readOnly } = workerData as WorkerSettings
serve(parentPort as MessagePort)

function serve(port: MessagePort): void {
  let store: Store | undefined
  let indexing: NodeJS.Timeout | undefined

  const indexSome = (): void => {
    indexing = undefined
    try {
      if (store?.indexWords(INDEXED_AT_ONCE)) indexLater()
    } catch {
      // A full or locked disk: the append that comes says so, and the next pause or search tries again.
    }
  }
  const indexLater = (): void => {
    indexing ??= setTimeout(indexSome, INDEX_EVERY_MS)
  }
  const close = (): void => {
    clearTimeout(indexing)
    try {
      store?.close()
    } finally {
      port.close()
    }
  }
  port.on('message', (call: Call) => {
    if (call === 'close') return close()
    const { number, method, args } = call
    try {
      store ??= openStore(file, { readOnly })
      if (method === 'append') indexLater()
      // Method and arguments belong together: `Ask` typed them on the other side.
      const run = store[method] as (...args: readonly unknown[]) => unknown
      port.postMessage({ number, value: run(...args) } satisfies Answer)
    } catch (failure) {
      const { message } = journalFailure(doing(method), file, failure)
      port.postMessage({ number, message } satisfies Answer)
    }
  })
}

function doing(method: StoreMethod): string {
  return method === 'append' ? 'append to' : 'use'
}
