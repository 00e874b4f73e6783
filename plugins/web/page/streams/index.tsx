import { useEffect, useMemo, useState } from 'preact/hooks'
import type { App } from '../app.ts'
import { Said } from '../shell/said.tsx'
import { dayAndTime } from '../times.ts'
import { useStore } from '../use-store.ts'
import { lengthOf, type Stream, titlesOf } from './stream.ts'
import { StreamDetails } from './stream-details.tsx'
import { StreamList } from './stream-list.ts'
import './style.css'

/** The past streams, the newest first; one of them can be opened. */
export function Streams({ app }: { app: App }) {
  const list = useMemo(() => new StreamList(app.connection), [app.connection])
  useEffect(() => list.start(), [list])
  const { isRead, streams, more, completeUntil, refusal } = useStore(list.known)
  const [open, setOpen] = useState<string | undefined>()
  const texts = app.texts.streams
  if (!isRead) return <p>{texts.reading}</p>
  return (
    <>
      {refusal && <Said level="bad" refusal={refusal} />}
      {completeUntil && isBehind(completeUntil, app.connection.clock.now()) && (
        <p class="quiet">{texts.completeUntil(dayAndTime(Date.parse(completeUntil)))}</p>
      )}
      {streams.length === 0 && !refusal && <p class="quiet">{texts.empty}</p>}
      <ul class="streams-list">
        {streams.map(stream => (
          <StreamItem
            key={stream.session}
            {...{ app, stream, isOpen: stream.session === open }}
            onToggle={() => setOpen(stream.session === open ? undefined : stream.session)}
          />
        ))}
      </ul>
      {more && (
        <button type="button" class="button" onClick={() => void list.older()}>
          {texts.older}
        </button>
      )}
    </>
  )
}

// Those of the last moments are always about to be counted.
const BEHIND_MS = 60_000

function isBehind(completeUntil: string, now: number): boolean {
  return now - Date.parse(completeUntil) > BEHIND_MS
}

interface ItemParts {
  readonly app: App
  readonly stream: Stream
  readonly isOpen: boolean
  onToggle(): void
}

function StreamItem({ app, stream, isOpen, onToggle }: ItemParts) {
  const texts = app.texts.streams
  const { last } = titlesOf(stream)
  const length = texts.length(lengthOf(stream, app.connection.clock.now()))
  return (
    <li data-session={stream.session}>
      <button type="button" class="streams-head" aria-expanded={isOpen} onClick={onToggle}>
        <span class="streams-when">
          <span aria-hidden="true">{isOpen ? '▾' : '▸'}</span>{' '}
          <time dateTime={stream.begin}>{dayAndTime(Date.parse(stream.begin))}</time>
        </span>
        {stream.end === undefined && <span class="streams-live">● {texts.live}</span>}
        <span class="streams-title">{last ?? texts.untitled}</span>
        <span class="quiet">{texts.brief(length, stream.lines)}</span>
      </button>
      {isOpen && <StreamDetails app={app} stream={stream} />}
    </li>
  )
}
