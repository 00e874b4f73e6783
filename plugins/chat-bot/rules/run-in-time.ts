import { createContext, Script } from 'node:vm'

let box: { readonly script: Script; readonly context: object } | undefined
let current: () => void = () => undefined

/** Runs a task that V8 interrupts after this many ms, even during a match. @returns whether it finished */
export function runInTime(task: () => void, ms: number): boolean {
  // Made on first use: a context takes its millisecond and memory.
  box ??= {
    script: new Script('task()'),
    context: createContext({ task: () => current() }),
  }
  current = task
  try {
    box.script.runInContext(box.context, { timeout: ms })
    return true
  } catch (failure) {
    if (isTimeout(failure)) return false
    throw failure
  }
}

function isTimeout(failure: unknown): boolean {
  return Object(failure).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
}
