import { useEffect, useRef } from 'preact/hooks'
import { Acts } from '../acts/acts.tsx'
import type { App } from '../app.ts'
import { type ChatLine, chatLine } from '../chat/chat-line.ts'
import { LineText } from '../chat/chat-row.tsx'
import { happening } from '../events/happening.ts'
import { HappeningText } from '../events/happening-row.tsx'
import { type ToldEvent, toldEvent } from '../live/told-event.ts'
import { nameOf, personOf } from '../people/person.ts'
import { PersonName } from '../people/person-name.tsx'
import { PlatformSign } from '../people/platform-sign.tsx'
import { exactTime } from '../times.ts'
import { useStore } from '../use-store.ts'
import { Viewer } from '../viewer/index.tsx'
import type { Explained } from './explanation.ts'
import { Fold } from './fold.tsx'
import { Moment } from './moment.tsx'
import type { Opened } from './opened.ts'
import './style.css'
import { useExplained } from './use-explained.ts'
import { Why } from './why.tsx'

const MOST_TEXT = 20_000

/** Everything about the event that was clicked, over the page. */
export function Details({ app }: { app: App }) {
  const opened = useStore(app.opened)
  return opened === undefined ? null : <Dialog key={opened.id} app={app} opened={opened} />
}

function Dialog({ app, opened }: { app: App; opened: Opened }) {
  const words = app.texts.why
  const dialog = useRef<HTMLDialogElement>(null)
  const answer = useExplained(app, opened.id)
  const event = answer?.done ? eventOf(answer.value) : undefined
  const line = lineOf(opened, event)
  useEffect(() => {
    dialog.current?.showModal()
    // Whoever clicks a message mostly wants to answer it.
    dialog.current?.querySelector<HTMLInputElement>('input:enabled')?.focus()
  }, [])
  // It gives the focus back to where it was.
  const close = () => dialog.current?.close()
  return (
    <dialog
      ref={dialog}
      class="details"
      aria-labelledby="details-title"
      onClose={() => app.opened.set(undefined)}
      onClick={({ target }) => target === dialog.current && close()}
      onKeyDown={({ key }) => key === 'Escape' && close()}
    >
      <div class="details-inside">
        <header class="details-head">
          <h2 id="details-title">{words.title}</h2>
          <button
            type="button"
            class="button"
            aria-label={words.close}
            title={words.close}
            onClick={close}
          >
            ✕
          </button>
        </header>
        {line !== undefined && <Line app={app} line={line} />}
        {line === undefined && event !== undefined && <Other app={app} event={event} />}
        {line !== undefined && <Acts app={app} line={line} />}
        {event?.cause !== undefined && (
          <button
            type="button"
            class="button"
            onClick={() => app.opened.set({ id: event.cause ?? '' })}
          >
            ↰ {words.cause}
          </button>
        )}
        <Why app={app} answer={answer} />
        {event !== undefined && <More app={app} event={event} />}
      </div>
    </dialog>
  )
}

function Line({ app, line }: { app: App; line: ChatLine }) {
  return (
    <blockquote class="details-line">
      <p class="details-who">
        <PlatformSign platform={line.platform} /> <PersonName person={line.person} />{' '}
        <When app={app} at={line.received} />
      </p>
      <p class="details-text">
        <LineText line={line} most={MOST_TEXT} />
      </p>
    </blockquote>
  )
}

function Other({ app, event }: { app: App; event: ToldEvent }) {
  const shown = happening(event)
  return (
    <p class="details-who">
      {shown === undefined ? event.type : <HappeningText shown={shown} />}{' '}
      <When app={app} at={event.received} />
    </p>
  )
}

function When({ app, at }: { app: App; at: number }) {
  return <time class="quiet">{exactTime(at, app.connection.clock.now())}</time>
}

function More({ app, event }: { app: App; event: ToldEvent }) {
  const person = personOf(event.data.user ?? event.data.from)
  const user = person.id ?? person.name ?? nameOf(person)
  return (
    <>
      {user !== undefined && (
        <Fold title={app.texts.viewer.title}>
          {() => <Viewer app={app} user={user} event={event} badges={person.badges} />}
        </Fold>
      )}
      <Fold title={app.texts.moment.title}>{() => <Moment app={app} event={event} />}</Fold>
    </>
  )
}

function eventOf(explained: Explained): ToldEvent | undefined {
  if (!('event' in explained)) return undefined
  const verdict = 'verdict' in explained ? explained.verdict : undefined
  return toldEvent({ ...explained.event, verdict })
}

function lineOf({ line }: Opened, event: ToldEvent | undefined): ChatLine | undefined {
  // The one in sight also shows what became of it.
  return line ?? (event?.type === 'chat.message' ? chatLine(event) : undefined)
}
