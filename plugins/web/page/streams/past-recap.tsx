import type { App } from '../app.ts'
import { shownText } from '../people/shown-text.ts'
import { useAnswer } from '../viewer/use-answer.ts'
import { hasWords, type Recap, type Statement, statementsIn } from './recap.ts'
import type { Stream } from './stream.ts'

// A sentence of the plugin that writes them is shorter.
const MOST_TEXT = 400
const MOST_NAME = 60

interface PastRecapParts {
  readonly app: App
  readonly stream: Stream
}

/** What a language model wrote about a stream, if it did: each sentence with the moments it rests on. */
export function PastRecap({ app, stream: { session } }: PastRecapParts) {
  const texts = app.texts.streams.recap
  const answer = useAnswer<Recap>(app, { name: 'recap', input: { session } })
  // Without one there is nothing to tell, and a refusal is told with the curves.
  const summary = answer?.done ? answer.value.summary : undefined
  if (summary === undefined || !hasWords(summary)) return null
  return (
    <section class="streams-recap" aria-label={texts.title}>
      {statementsIn(summary).map(
        ([kind, statements]) =>
          statements.length > 0 && (
            <div key={kind}>
              <h3>{texts.kinds[kind]}</h3>
              <ul>
                {statements.map((statement, at) => (
                  // Two sentences may be the same; their order never changes.
                  <Sentence key={`${at}`} {...{ app, statement }} />
                ))}
              </ul>
            </div>
          ),
      )}
      <p class="quiet">
        {texts.written(shownText(summary.model, MOST_NAME), summary.read, summary.lines)}
      </p>
    </section>
  )
}

function Sentence({ app, statement }: { app: App; statement: Statement }) {
  const texts = app.texts.streams.recap
  const { text, events } = statement
  return (
    <li>
      <bdi dir="auto">{shownText(text, MOST_TEXT)}</bdi>{' '}
      {events.map((id, at) => (
        <button
          key={id}
          type="button"
          class="streams-moment"
          aria-label={texts.moment(at + 1, events.length)}
          onClick={() => app.opened.set({ id })}
        >
          {at + 1}
        </button>
      ))}
    </li>
  )
}
