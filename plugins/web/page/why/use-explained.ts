import { useEffect, useState } from 'preact/hooks'
import type { App } from '../app.ts'
import type { Answer } from '../connection.ts'
import type { Explained } from './explanation.ts'

// What was just received is not in the journal yet, and what comes of it follows within seconds.
const SOON_MS = [300, 1_000, 3_000]
const LATER_MS = 5_000

/** What is known of an event, asked again and again. @returns undefined while nothing is known */
export function useExplained(app: App, id: string): Answer<Explained> | undefined {
  const [answer, setAnswer] = useState<Answer<Explained>>()
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let isWanted = true
    const ask = async ([wait, ...later]: readonly number[]) => {
      const given = await app.connection.call<Explained>('explain', { id })
      if (!isWanted) return
      const mayCome = wait !== undefined && given.done && given.value.code === 'unknown'
      // What was shown stays while the connection is lost.
      if (!mayCome) setAnswer(before => (before?.done && !given.done ? before : given))
      timer = setTimeout(() => void ask(later), wait ?? LATER_MS)
    }
    void ask(SOON_MS)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [app, id])
  return answer
}
