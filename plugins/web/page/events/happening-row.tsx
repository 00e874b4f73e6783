import { droppedBy } from '../live/told-event.ts'
import { PersonName } from '../people/person-name.tsx'
import { PlatformSign } from '../people/platform-sign.tsx'
import { shownText } from '../people/shown-text.ts'
import { texts } from '../texts.ts'
import { clockTime } from '../times.ts'
import type { Happening } from './happening.ts'

const MOST_QUOTE = 300

/** An event in one line. */
export function HappeningText({ shown }: { shown: Happening }) {
  const words = texts.events
  const { kind, platform, person, what, quote, isTest, dropped } = shown
  const { word, sign } = words.kinds[kind]
  return (
    <>
      <span class={`kind kind-${kind}`}>
        <span aria-hidden="true">{sign}</span> {word}
      </span>{' '}
      {platform !== undefined && <PlatformSign platform={platform} />}{' '}
      {'person' in shown && person === undefined && <span>{words.anonymous}</span>}
      {person !== undefined && <PersonName person={person} />} <bdi>{what}</bdi>{' '}
      {quote !== undefined && (
        <q class="happening-quote">
          <bdi>{shownText(quote, MOST_QUOTE)}</bdi>
        </q>
      )}{' '}
      {isTest && <span class="mark mark-test">{texts.chat.test}</span>}
      {dropped !== undefined && <Dropped reason={dropped} />}
    </>
  )
}

function Dropped({ reason }: { reason: string }) {
  const { who, code } = droppedBy(reason)
  return <bdi class="mark mark-dropped">{texts.chat.dropped(who, code)}</bdi>
}

interface RowParts {
  readonly shown: Happening
  /** What today is. */
  readonly now: number
  onOpen(): void
}

/** An event of the list; a click opens what it did. */
export function HappeningRow({ shown, now, onOpen }: RowParts) {
  return (
    <li data-event={shown.id}>
      <button
        type="button"
        class={`happening ${shown.dropped ? 'is-dropped' : ''}`}
        onClick={onOpen}
      >
        <time class="chat-time">{clockTime(shown.at, now)}</time> <HappeningText shown={shown} />
      </button>
    </li>
  )
}
