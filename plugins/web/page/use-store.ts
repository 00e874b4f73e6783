import { useLayoutEffect, useReducer } from 'preact/hooks'
import type { Readable } from './store.ts'

/** The store's value; the component is rendered again with each new one. */
export function useStore<T>(store: Readable<T>): T {
  const [, renderAgain] = useReducer((count: number) => count + 1, 0)
  const shown = store.value
  useLayoutEffect(() => {
    // It may have changed between rendering and this.
    if (!Object.is(shown, store.value)) renderAgain(undefined)
    return store.subscribe(() => renderAgain(undefined))
  }, [store])
  return shown
}
