import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { AppendOrder } from './append-order.ts'
import { DamagedJournal, journalFailure } from './database/failures.ts'
import { openStore, type Store } from './store.ts'
import type { Answer, Notice, StoreCall, StoreMethod, WorkerSettings } from './worker-store.ts'

// Events are in the index of words and the tables of streams and people a second or so after they came. Where these are behind,
// they go on at a sixth of a processor: 5,000 events a second and more.
const INDEX_AFTER_MS = 1_000
const REST = 5

// Given by openWorker, the only one who starts this file.
const { file, readOnly } = workerData as WorkerSettings
serve(parentPort as MessagePort)

function serve(port: MessagePort): void {
  let store: Store | undefined
  let indexing: NodeJS.Timeout | undefined
  const order = new AppendOrder()

  // Between two pieces whatever was asked meanwhile is done.
  const indexSome = (): void => {
    indexing = undefined
    const began = performance.now()
    try {
      const hasMore = [store?.indexWords(), store?.countSome()].includes(true)
      port.postMessage('piece' satisfies Notice)
      if (hasMore) indexLater((performance.now() - began) * REST)
    } catch {
      // A full or locked disk: the append that comes says so, and after the next one it is tried again.
    }
  }
  const indexLater = (ms: number): void => {
    indexing ??= setTimeout(indexSome, ms)
  }
  const open = (): Store => {
    // A journal may hold more than its index: it was written by an older Promethean, or its last second is missing.
    if (!readOnly) indexLater(INDEX_AFTER_MS)
    return openStore(file, { readOnly })
  }
  const close = (): void => {
    clearTimeout(indexing)
    try {
      store?.close()
    } finally {
      port.close()
    }
  }
  port.on('message', (call: StoreCall) => {
    if (call === 'close') return close()
    const { number, method, args } = call
    const isAppend = method === 'append'
    try {
      store ??= open()
      if (isAppend) indexLater(INDEX_AFTER_MS)
      if (isAppend) order.check(call)
      // Method and arguments belong together: `Ask` typed them on the other side.
      const run = store[method] as (...args: readonly unknown[]) => unknown
      port.postMessage({ number, value: run(...args) } satisfies Answer)
    } catch (failure) {
      const told = journalFailure(doing(method), file, failure)
      const { what, why, advice } = told
      const isDamaged = told instanceof DamagedJournal
      const failed = isAppend && { failures: order.failed(failure) }
      const trouble = { what, why, advice }
      port.postMessage({ number, trouble, isDamaged, ...failed } satisfies Answer)
    }
  })
}

function doing(method: StoreMethod): string {
  return method === 'append' ? 'append to' : 'use'
}
