import { useState } from 'preact/hooks'
import type { Refusal } from '../../wire.ts'
import type { App } from '../app.ts'

/** How far an act is. */
export type Doing =
  | { readonly phase: 'idle' | 'pending' }
  | { readonly phase: 'done'; readonly words: string }
  | { readonly phase: 'refused'; readonly refusal: Refusal }

/** An operation to perform. */
export interface Wanted<T> {
  readonly name: string
  readonly input: object
  /** What became of it; `isDone: false` if the answer tells that it was not done. */
  told(value: T): { readonly isDone: boolean; readonly words: string }
}

/** One act at a time, and what became of it. */
export function useAct(app: App) {
  const [doing, setDoing] = useState<Doing>({ phase: 'idle' })
  const act = async <T>({ name, input, told }: Wanted<T>): Promise<boolean> => {
    setDoing({ phase: 'pending' })
    const answer = await app.connection.call<T>(name, input)
    if (!answer.done) {
      setDoing({ phase: 'refused', refusal: answer.refusal })
      return false
    }
    const { isDone, words } = told(answer.value)
    if (isDone) setDoing({ phase: 'done', words })
    else setDoing({ phase: 'refused', refusal: { code: name, what: words } })
    return isDone
  }
  return { doing, act }
}
