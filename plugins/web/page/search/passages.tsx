import type { App } from '../app.ts'
import { PlatformSign } from '../people/platform-sign.tsx'
import { shownText } from '../people/shown-text.ts'
import { clockTime, dayAndTime } from '../times.ts'
import './style.css'

// More is shown where the line is opened.
const MOST_NAME = 60
const MOST_TEXT = 500

export interface Passage {
  readonly ids: readonly string[]
  readonly hits: readonly string[]
  readonly begin: string
  readonly platform?: string
  readonly channel?: string
  readonly lines: readonly {
    readonly id: string
    readonly time: string
    readonly author?: string
    readonly text: string
    readonly test?: boolean
  }[]
}

/** Moments that were found, the best first. */
export function Passages({ app, passages }: { app: App; passages: readonly Passage[] }) {
  return (
    <ol class="plain">
      {passages.map(passage => (
        <li key={passage.ids[0]} class="passage">
          <p class="quiet">
            <PlatformSign platform={passage.platform ?? ''} />
            {dayAndTime(Date.parse(passage.begin))} <bdi>{passage.channel}</bdi>
          </p>
          {passage.lines.map(line => (
            <button
              key={line.id}
              type="button"
              class={`line-button ${classOf(passage, line.id)}`}
              onClick={() => app.opened.set({ id: line.id })}
            >
              <time class="chat-time">{clockTime(line.time, app.connection.clock.now())}</time>{' '}
              {line.author !== undefined && (
                <>
                  <bdi class="quiet">{shownText(line.author, MOST_NAME)}</bdi>{' '}
                </>
              )}
              <bdi dir="auto">{shownText(line.text, MOST_TEXT)}</bdi>
              {line.test === true && <bdi class="mark mark-test">{app.texts.chat.test}</bdi>}
            </button>
          ))}
        </li>
      ))}
    </ol>
  )
}

function classOf({ ids, hits, lines }: Passage, id: string): string {
  // Of a single message that has others around it, the message itself.
  const meant = hits.length > 0 ? hits : lines.length > ids.length ? ids : []
  if (meant.includes(id)) return 'passage-hit'
  return ids.includes(id) ? '' : 'passage-around'
}
