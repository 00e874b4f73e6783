import { parentPort, workerData } from 'node:worker_threads'
import { failureOf, isDamage, setAside } from './failures.ts'
import { openStore, type Store } from './store.ts'
import type { StoreAnswer, StoreCall, StoreSettings } from './thread.ts'

type Question = Exclude<StoreCall, 'close' | { readonly over: number }>

// Given by the only one who starts this file.
const { file } = workerData as StoreSettings
let store: Store | undefined
let isClosing = false
const running = new Map<number, Promise<void>>()
const over = new Set<number>()

parentPort?.on('message', (call: StoreCall) => {
  if (call === 'close') void close()
  else if ('over' in call) over.add(call.over)
  else running.set(call.number, answer(call))
})

async function answer(call: Question): Promise<void> {
  const { number } = call
  try {
    tell({ number, value: await carriedOut(call) })
  } catch (failure) {
    tell({ number, trouble: failureOf(failure, file) })
  } finally {
    over.delete(number)
    running.delete(number)
  }
}

// A damaged file is set aside: what was asked is then asked of the new one.
async function carriedOut(call: Question) {
  try {
    return await ask(call)
  } catch (failure) {
    if (!isDamage(failure)) throw failure
    store?.close()
    store = undefined
    tell({ setAside: setAside(file) })
    return ask(call)
  }
}

function ask({ number, method, args }: Question) {
  store ??= openStore(file)
  const isOver = () => isClosing || over.has(number)
  // Method and arguments belong together: `Ask` typed them on the other side.
  const work = store[method] as (...given: readonly unknown[]) => unknown
  return work(...args, isOver)
}

function tell(answer: StoreAnswer): void {
  parentPort?.postMessage(answer)
}

async function close(): Promise<void> {
  isClosing = true
  await Promise.all(running.values())
  try {
    store?.close()
  } finally {
    parentPort?.close()
  }
}
