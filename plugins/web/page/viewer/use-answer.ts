import { useEffect, useState } from 'preact/hooks'
import type { App } from '../app.ts'
import type { Answer } from '../connection.ts'
import { useStore } from '../use-store.ts'

/** The answer to a question, asked anew when its input is another and when the connection is back. @returns undefined while it is not here */
export function useAnswer<T>(app: App, name: string, input: object): Answer<T> | undefined {
  const [answer, setAnswer] = useState<Answer<T>>()
  const asked = JSON.stringify(input)
  const isOpen = useStore(app.connection.state) === 'open'
  useEffect(() => {
    let isWanted = true
    setAnswer(undefined)
    void app.connection.call<T>(name, input).then(given => {
      if (isWanted) setAnswer(given)
    })
    return () => {
      isWanted = false
    }
  }, [app, name, asked, isOpen])
  return answer
}
