import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { AppendOrder } from './append-order.ts'
import { Background } from './background.ts'
import { DamagedJournal, journalFailure } from './database/failures.ts'
import { openStore, type Store } from './store.ts'
import type { Answer, Notice, StoreCall, StoreMethod, WorkerSettings } from './worker-store.ts'

// Given by openWorker, the only one who starts this file.
const { file, readOnly } = workerData as WorkerSettings
serve(parentPort as MessagePort)

function serve(port: MessagePort): void {
  let store: Store | undefined
  let background: Background | undefined
  const order = new AppendOrder()

  const open = (): Store => {
    const opened = openStore(file, { readOnly })
    const tell = (notice: Notice) => port.postMessage(notice)
    if (!readOnly) background = new Background({ file, store: opened, tell })
    return opened
  }
  const close = (): void => {
    background?.stop()
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
      if (isAppend) background?.appended()
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
