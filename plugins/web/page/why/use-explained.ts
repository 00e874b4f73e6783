import { useEffect, useState } from 'preact/hooks'
import type { App } from '../app.ts'
import type { Answer } from '../connection.ts'
import type { Explained } from './explanation.ts'

// Answers follow in a second or two, and a line that was just told is not in the journal yet.
const AGAIN_MS = [300, 1_000, 3_000]

/** What is known of an event, asked again while it is young. @returns undefined while nothing is known */
export function useExplained(app: App, id: string): Answer<Explained> | undefined {
  const [answer, setAnswer] = useState<Answer<Explained>>()
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let isWanted = true
    const ask = async (waits: readonly number[]) => {
      const given = await app.connection.call<Explained>('explain', { id })
      if (!isWanted) return
      const [wait, ...later] = waits
      const isUnknown = given.done && given.value.code === 'unknown'
      if (!isUnknown || wait === undefined) setAnswer(given)
      if (wait !== undefined) timer = setTimeout(() => void ask(later), wait)
    }
    void ask(AGAIN_MS)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [app, id])
  return answer
}
