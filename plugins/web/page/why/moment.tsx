import type { App } from '../app.ts'
import { chatLine } from '../chat/chat-line.ts'
import { ChatRow } from '../chat/chat-row.tsx'
import { type ToldEvent, toldEvent } from '../live/told-event.ts'
import { Said } from '../shell/said.tsx'
import { useAnswer } from '../viewer/use-answer.ts'

const EACH_WAY = 8
const MINUTES = 10

interface Page {
  readonly events: readonly unknown[]
}

/** What was said right before and after an event. */
export function Moment({ app, event }: { app: App; event: ToldEvent }) {
  const words = app.texts.moment
  const at = new Date(event.received)
  const common = { types: ['chat.message'], limit: EACH_WAY, tests: event.isTest }
  const before = useAnswer<Page>(app, {
    name: 'events',
    input: { ...common, since: minutesFrom(at, -MINUTES), until: at.toISOString() },
  })
  const after = useAnswer<Page>(app, {
    name: 'events',
    input: {
      ...{ ...common, limit: EACH_WAY + 1, oldest: true },
      ...{ since: at.toISOString(), until: minutesFrom(at, MINUTES) },
    },
  })
  if (before === undefined || after === undefined) return <p class="quiet">{words.loading}</p>
  if (!before.done) return <Said level="bad" refusal={before.refusal} />
  if (!after.done) return <Said level="bad" refusal={after.refusal} />
  const events = [...[...before.value.events].reverse(), ...after.value.events]
  const lines = events.flatMap(one => toldEvent(one) ?? []).map(chatLine)
  if (lines.length === 0) return <p class="quiet">{words.none}</p>
  return (
    <ol class="plain moment">
      {lines.map(line => (
        <li key={line.id} aria-current={line.id === event.id ? 'true' : undefined}>
          <button type="button" class="line-button" onClick={() => app.opened.set({ id: line.id })}>
            <ChatRow line={line} isActive={line.id === event.id} now={app.connection.clock.now()} />
          </button>
        </li>
      ))}
    </ol>
  )
}

function minutesFrom(at: Date, minutes: number): string {
  return new Date(at.getTime() + minutes * 60_000).toISOString()
}
