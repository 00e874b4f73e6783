import { useRef, useState } from 'preact/hooks'
import type { App } from '../app.ts'
import { chatLine } from '../chat/chat-line.ts'
import { ChatRow } from '../chat/chat-row.tsx'
import type { Answer } from '../connection.ts'
import { toldEvent } from '../live/told-event.ts'
import { Said } from '../shell/said.tsx'
import { dayAndTime } from '../times.ts'
import { useStore } from '../use-store.ts'
import { type Passage, Passages } from './passages.tsx'
import '../chat/style.css'

const MOST = 100
const MOST_PASSAGES = 30

interface Found {
  readonly passages?: readonly Passage[]
  readonly wordsOnly?: string
  readonly completeUntil?: string
  readonly events: readonly unknown[]
  readonly hidden?: {
    readonly tests: number
    readonly dropped: number
    readonly droppedTests: number
  }
  readonly completeSince?: string
}

type Way = 'words' | 'meaning' | 'both'

interface Asked {
  readonly words: string
  readonly by: Way
  readonly since: string
  readonly tests: boolean
  readonly all: boolean
}

/** Finds lines in all chat that is kept. */
export function Search({ app }: { app: App }) {
  const words = app.texts.search
  const { status } = useStore(app.status.seen)
  const byMeaning = status?.byMeaning === true
  const [asked, setAsked] = useState<Asked>({
    ...{ words: '', by: 'words', since: '7d', tests: false, all: false },
  })
  const [answer, setAnswer] = useState<Answer<Found> | 'pending'>()
  // The answer to an earlier search may come after that to a later one.
  const searches = useRef(0)
  const find = async (input: Asked) => {
    setAsked(input)
    if (input.words.trim() === '') return
    setAnswer('pending')
    const { since, all, tests } = input
    const by = byMeaning ? input.by : 'words'
    const told = input.words.split(/\s+/).filter(Boolean)
    const way = by === 'words' ? { all, limit: MOST } : { by, limit: MOST_PASSAGES }
    const wanted = { words: told, tests, ...way, ...(since !== '' && { since }) }
    const search = ++searches.current
    const found = await app.connection.call<Found>('search', wanted)
    if (search === searches.current) setAnswer(found)
  }
  return (
    <div class="search">
      <Form
        app={app}
        asked={byMeaning ? asked : { ...asked, by: 'words' }}
        byMeaning={byMeaning}
        onAsked={setAsked}
        onFind={words => void find({ ...asked, words })}
      />
      {answer === undefined && <p class="quiet">{words.help}</p>}
      {answer === 'pending' && (
        <p class="quiet" role="status">
          {words.loading}
        </p>
      )}
      {typeof answer === 'object' && !answer.done && <Said level="bad" refusal={answer.refusal} />}
      {typeof answer === 'object' && answer.done && answer.value.passages !== undefined && (
        <Moments
          app={app}
          found={answer.value}
          passages={answer.value.passages}
          onWider={more => void find({ ...asked, ...more })}
        />
      )}
      {typeof answer === 'object' && answer.done && answer.value.passages === undefined && (
        <Results
          app={app}
          found={answer.value}
          onWider={more => void find({ ...asked, ...more })}
        />
      )}
    </div>
  )
}

interface FormParts {
  readonly app: App
  readonly asked: Asked
  /** Whether the instance can search by it. */
  readonly byMeaning: boolean
  onAsked(asked: Asked): void
  onFind(words: string): void
}

function Form({ app, asked, byMeaning, onAsked, onFind }: FormParts) {
  const words = app.texts.search
  const ways: readonly Way[] = ['words', 'meaning', 'both']
  const field = useRef<HTMLInputElement>(null)
  return (
    <form
      class="form"
      onSubmit={event => {
        event.preventDefault()
        // What was typed a moment ago is in the field, and perhaps not in the state yet.
        onFind(field.current?.value ?? asked.words)
      }}
    >
      <label>
        {words.words}
        <input
          ref={field}
          type="search"
          class="field"
          value={asked.words}
          maxLength={200}
          onInput={({ currentTarget }) => onAsked({ ...asked, words: currentTarget.value })}
        />
      </label>
      {byMeaning && (
        <label>
          {words.by}
          <select
            class="field"
            value={asked.by}
            onChange={({ currentTarget }) =>
              onAsked({ ...asked, by: ways.find(way => way === currentTarget.value) ?? 'words' })
            }
          >
            {ways.map(way => (
              <option key={way} value={way}>
                {words.ways[way]}
              </option>
            ))}
          </select>
        </label>
      )}
      <label>
        {words.since}
        <select
          class="field"
          value={asked.since}
          onChange={({ currentTarget }) => onAsked({ ...asked, since: currentTarget.value })}
        >
          {Object.entries(words.sinces).map(([value, word]) => (
            <option key={value} value={value}>
              {word}
            </option>
          ))}
        </select>
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={asked.tests}
          onChange={({ currentTarget }) => onAsked({ ...asked, tests: currentTarget.checked })}
        />
        {words.tests}
      </label>
      {asked.by === 'words' && (
        <label class="check">
          <input
            type="checkbox"
            checked={asked.all}
            onChange={({ currentTarget }) => onAsked({ ...asked, all: currentTarget.checked })}
          />
          {words.dropped}
        </label>
      )}
      <button type="submit" class="button button-main">
        {words.find}
      </button>
    </form>
  )
}

interface MomentsParts {
  readonly app: App
  readonly found: Found
  readonly passages: readonly Passage[]
  onWider(more: Partial<Asked>): void
}

function Moments({ app, found, passages, onWider }: MomentsParts) {
  const words = app.texts.search
  const { wordsOnly, completeUntil, hidden } = found
  return (
    <>
      <p role="status" class="quiet">
        {passages.length === 0 ? words.none : words.moments(passages.length)}
        {wordsOnly !== undefined && `. ${words.wordsOnly(wordsOnly)}`}
        {completeUntil !== undefined &&
          `. ${words.completeUntil(dayAndTime(Date.parse(completeUntil)))}`}
      </p>
      {hidden !== undefined && hidden.tests > 0 && (
        <button type="button" class="button" onClick={() => onWider({ tests: true })}>
          {words.hiddenMoments(hidden.tests)}
        </button>
      )}
      <Passages app={app} passages={passages} />
    </>
  )
}

interface ResultsParts {
  readonly app: App
  readonly found: Found
  onWider(more: Partial<Asked>): void
}

function Results({ app, found: { events, hidden, completeSince }, onWider }: ResultsParts) {
  const words = app.texts.search
  const lines = events.flatMap(event => toldEvent(event) ?? []).map(chatLine)
  const { tests = 0, dropped = 0, droppedTests = 0 } = hidden ?? {}
  return (
    <>
      <p role="status" class="quiet">
        {lines.length === 0 ? words.none : words.found(lines.length, MOST)}
        {completeSince !== undefined &&
          `. ${words.completeSince(dayAndTime(Date.parse(completeSince)))}`}
      </p>
      {tests > 0 && (
        <button type="button" class="button" onClick={() => onWider({ tests: true })}>
          {words.hiddenTests(tests)}
        </button>
      )}
      {dropped > 0 && (
        <button type="button" class="button" onClick={() => onWider({ all: true })}>
          {words.hiddenDropped(dropped)}
        </button>
      )}
      {droppedTests > 0 && tests === 0 && dropped === 0 && (
        <button type="button" class="button" onClick={() => onWider({ tests: true, all: true })}>
          {words.hiddenDroppedTests(droppedTests)}
        </button>
      )}
      <ol class="plain">
        {lines.map(line => (
          <li key={line.id}>
            <button
              type="button"
              class="line-button"
              onClick={() => app.opened.set({ id: line.id })}
            >
              <ChatRow line={line} isActive={false} now={app.connection.clock.now()} />
            </button>
          </li>
        ))}
      </ol>
    </>
  )
}
