import { useEffect } from 'preact/hooks'
import type { App } from '../app.ts'
import { Icon } from '../shell/icons.tsx'
import { useStore } from '../use-store.ts'
import { mutedNow } from './muting.ts'
import { MutingTrouble } from './muting-trouble.tsx'
import './style.css'

/** The panic switch, on top of every view. */
export function PanicBar({ app }: { app: App }) {
  const { panic, texts } = app
  const { status } = useStore(app.status.seen)
  const { wishes } = useStore(panic.muting)
  const muted = mutedNow(status?.muted, wishes)
  useEffect(() => {
    // No key that writes: it must not stop the show while one types an answer.
    const press = (event: KeyboardEvent) => {
      if (event.key !== texts.output.key) return
      event.preventDefault()
      if (!event.repeat) void panic.set({ what: 'mute' })
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [panic])
  return (
    <section class="panic" aria-label={texts.output.title}>
      {muted.all ? (
        <Stopped app={app} isConfirmed={status?.muted?.all === true} />
      ) : (
        <Allowed app={app} plugins={muted.plugins} confirmed={status?.muted?.plugins ?? []} />
      )}
      <MutingTrouble app={app} />
    </section>
  )
}

function Stopped({ app, isConfirmed }: { app: App; isConfirmed: boolean }) {
  const { panic, texts, connection } = app
  const isOpen = useStore(connection.state) === 'open'
  const { stopped, stopping, notYet } = texts.output
  const word = isConfirmed ? stopped : isOpen ? stopping : notYet
  return (
    <div class="panic-stopped" data-muted={isConfirmed ? 'all' : 'wished'}>
      <p class="panic-state" role="status">
        <Icon name="stop" /> {word}
      </p>
      <button
        type="button"
        class="button"
        disabled={!isOpen}
        onClick={() => void panic.set({ what: 'unmute' })}
      >
        {texts.output.allow}
      </button>
    </div>
  )
}

interface AllowedParts {
  readonly app: App
  readonly plugins: readonly string[]
  /** Those the instance has stopped. */
  readonly confirmed: readonly string[]
}

function Allowed({ app, plugins, confirmed }: AllowedParts) {
  const { panic, texts } = app
  const stopped = plugins.filter(id => confirmed.includes(id))
  const stopping = plugins.filter(id => !confirmed.includes(id))
  return (
    <div class="panic-allowed" data-muted={plugins.length > 0 ? 'some' : 'nothing'}>
      <button
        type="button"
        class="panic-button"
        aria-keyshortcuts={texts.output.key}
        onClick={() => void panic.set({ what: 'mute' })}
      >
        <Icon name="stop" /> {texts.output.stop} <kbd class="key">{texts.output.key}</kbd>
      </button>
      {plugins.length > 0 && (
        <p class="panic-state">
          <Icon name="stop" /> {stopped.length > 0 && texts.output.someStopped(stopped.join(', '))}{' '}
          {stopping.length > 0 && texts.output.someStopping(stopping.join(', '))}
        </p>
      )}
    </div>
  )
}
