import type { App } from '../app.ts'
import { clockTime } from '../shell/time.ts'
import { useStore } from '../use-store.ts'
import { heldEffects } from './held-effects.ts'
import { mutedNow } from './muting.ts'

/** The panic switch of each plugin, and what was held back. */
export function Output({ app }: { app: App }) {
  const { texts } = app
  const { status } = useStore(app.status.seen)
  const { wish } = useStore(app.panic.muting)
  const muted = mutedNow(status?.muted, wish)
  const known = (status?.plugins ?? []).map(({ id }) => id)
  const ids = [...known, ...muted.plugins.filter(id => !known.includes(id))]
  return (
    <div class="output">
      <p class="quiet">
        {texts.output.means} {texts.output.keyHint}
      </p>
      <HeldBack app={app} />
      <h3>{texts.output.onlyOne}</h3>
      <ul class="rows">
        {ids.map(id => (
          <OnePlugin key={id} app={app} id={id} isStopped={muted.plugins.includes(id)} />
        ))}
      </ul>
    </div>
  )
}

interface OnePluginParts {
  readonly app: App
  readonly id: string
  readonly isStopped: boolean
}

function OnePlugin({ app: { panic, texts }, id, isStopped }: OnePluginParts) {
  const { output } = texts
  const label = isStopped ? output.allowOneLabel(id) : output.stopOneLabel(id)
  const set = () => void panic.set({ what: isStopped ? 'unmute' : 'mute', plugin: id })
  return (
    <li class="row output-plugin" data-plugin={id} data-muted={isStopped}>
      <span class="row-name">{id}</span>
      {isStopped && <span class="output-stopped">{output.isStopped}</span>}
      <button type="button" class="button row-act" aria-label={label} onClick={set}>
        {isStopped ? output.allowOne : output.stopOne}
      </button>
    </li>
  )
}

function HeldBack({ app }: { app: App }) {
  const { texts } = app
  const lines = useStore(app.heldBack.events)
  const { status } = useStore(app.status.seen)
  const now = useStore(app.now)
  const effects = heldEffects(status?.heldBack ?? {})
  return (
    <>
      <h3>{texts.output.heldBack}</h3>
      {lines.length === 0 && effects.length === 0 && (
        <p class="quiet">{texts.output.nothingHeldBack}</p>
      )}
      <ul class="rows">
        {effects.map(({ id, count }) => (
          <li key={id} class="row">
            {texts.output.heldEffects(id, count)}
          </li>
        ))}
        {lines.map(({ id, received, data }) => (
          <li key={id} class="row output-held">
            <time class="quiet" dateTime={received}>
              {clockTime(received, now)}
            </time>{' '}
            <b>{String(data.plugin ?? '')}</b> <bdi>{String(data.text)}</bdi>
          </li>
        ))}
      </ul>
    </>
  )
}
