import type { App } from '../app.ts'
import { clockTime } from '../times.ts'
import { useStore } from '../use-store.ts'
import { mutedNow } from './muting.ts'

/** The panic switch of each plugin, and what was held back. */
export function Output({ app }: { app: App }) {
  const { output } = app.texts
  return (
    <>
      <Plugins app={app} />
      <HeldBack app={app} />
      <details class="quiet">
        <summary>{output.summary}</summary>
        {output.means}
      </details>
    </>
  )
}

function Plugins({ app }: { app: App }) {
  const { output } = app.texts
  const { status } = useStore(app.status.seen)
  const { wishes } = useStore(app.panic.muting)
  const muted = mutedNow(status?.muted, wishes)
  const known = (status?.plugins ?? []).filter(({ acts }) => acts).map(({ id }) => id)
  // One that is no longer in the config may be stopped still.
  const ids = [...known, ...muted.plugins.filter(id => !known.includes(id))]
  if (status !== undefined && ids.length === 0) return <p class="quiet">{output.noneActs}</p>
  return (
    <fieldset class="output-plugins">
      <legend class="quiet">{output.single}</legend>
      {ids.map(id => (
        <OnePlugin
          key={id}
          {...{ app, id, isStopped: muted.plugins.includes(id) }}
          isConfirmed={status?.muted?.plugins.includes(id) === true}
        />
      ))}
    </fieldset>
  )
}

interface OnePluginParts {
  readonly app: App
  readonly id: string
  readonly isStopped: boolean
  /** Whether the instance has stopped it. */
  readonly isConfirmed: boolean
}

function OnePlugin({ app, id, isStopped, isConfirmed }: OnePluginParts) {
  const { panic, texts, connection } = app
  const isOpen = useStore(connection.state) === 'open'
  return (
    <button
      type="button"
      class="button output-plugin"
      data-plugin={id}
      aria-pressed={isStopped}
      // A stop is sent later; to allow it again, the instance has to be there.
      disabled={isStopped && !isOpen}
      onClick={() => void panic.set({ what: isStopped ? 'unmute' : 'mute', plugin: id })}
    >
      {id}
      {isStopped && ` ${isConfirmed ? texts.output.isStopped : texts.output.stopping}`}
    </button>
  )
}

function HeldBack({ app }: { app: App }) {
  const { output } = app.texts
  const { status } = useStore(app.status.seen)
  const now = useStore(app.now)
  const held = [...(status?.heldWhileMuted ?? [])].reverse()
  if (held.length === 0) return <p class="quiet">{output.nothingHeldBack}</p>
  return (
    <>
      <h3>{output.heldBack(held.length)}</h3>
      <ul class="rows output-held">
        {held.map(({ at, plugin, what, text }, index) => (
          <li key={held.length - index}>
            <time class="quiet" dateTime={at}>
              {clockTime(at, now)}
            </time>{' '}
            <b>{plugin}</b> {what} {text !== undefined && <bdi>{text}</bdi>}
          </li>
        ))}
      </ul>
    </>
  )
}
