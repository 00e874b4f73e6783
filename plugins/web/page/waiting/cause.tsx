import { useEffect, useState } from 'preact/hooks'
import type { App } from '../app.ts'
import { type CauseEvent, causeText } from './cause-text.ts'

/** Why something is asked: the event that it answers. */
export function Cause({ app, id }: { app: App; id: string }) {
  const [event, setEvent] = useState<CauseEvent>()
  useEffect(() => {
    let isShown = true
    void app.connection.call<{ event?: CauseEvent }>('explain', { id }).then(answer => {
      if (isShown && answer.done) setEvent(answer.value.event)
    })
    return () => {
      isShown = false
    }
  }, [id])
  if (event === undefined) return null
  return (
    <p class="quiet waiting-why">
      {app.texts.waiting.why} <bdi>{causeText(event)}</bdi>
    </p>
  )
}
