import { useEffect, useState } from 'preact/hooks'
import type { App } from '../app.ts'
import type { Answer } from '../connection.ts'
import { useStore } from '../use-store.ts'

const AGAIN_MS = 1_000

interface Question<T> {
  readonly name: string
  readonly input: object
  /** Whether the rest of this answer is still to come: it is asked again. Default: never. */
  isPart?(value: T): boolean
}

/** The answer to a question, asked again when its input is another and when the connection is back. @returns undefined while it is not here */
export function useAnswer<T>(app: App, question: Question<T>): Answer<T> | undefined {
  const { name, input, isPart = () => false } = question
  const [answer, setAnswer] = useState<Answer<T>>()
  const asked = JSON.stringify(input)
  const isOpen = useStore(app.connection.state) === 'open'
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let isWanted = true
    const ask = async () => {
      const given = await app.connection.call<T>(name, input)
      if (!isWanted) return
      setAnswer(given)
      if (given.done && isPart(given.value)) timer = setTimeout(() => void ask(), AGAIN_MS)
    }
    setAnswer(undefined)
    void ask()
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [app, name, asked, isOpen])
  return answer
}
