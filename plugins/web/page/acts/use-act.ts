import { useState } from 'preact/hooks'
import type { Refusal } from '../../wire.ts'
import type { App } from '../app.ts'
import type { ChatLine } from '../chat/chat-line.ts'
import type { Became } from './done-words.ts'

/** What each act on a line gets. */
export interface ActParts {
  readonly app: App
  readonly line: ChatLine
  readonly isOffered: boolean
}

/** How far an act is. */
export type Doing =
  | { readonly phase: 'idle' | 'pending' }
  | ({ readonly phase: 'done' } & Became)
  | { readonly phase: 'refused'; readonly refusal: Refusal }

/** An operation to perform. */
export interface Wanted<T> {
  readonly name: string
  readonly input: object
  told(value: T): Became
}

/** One act at a time, and what became of it. */
export function useAct(app: App) {
  const [doing, setDoing] = useState<Doing>({ phase: 'idle' })
  /** @returns whether it was done */
  const act = async <T>({ name, input, told }: Wanted<T>): Promise<boolean> => {
    setDoing({ phase: 'pending' })
    const answer = await app.connection.call<T>(name, input)
    if (!answer.done) {
      setDoing({ phase: 'refused', refusal: answer.refusal })
      return false
    }
    const became = told(answer.value)
    setDoing({ phase: 'done', ...became })
    return became.level !== 'bad'
  }
  return { doing, isPending: doing.phase === 'pending', act }
}
