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
  const { wish, trouble } = useStore(panic.muting)
  const muted = mutedNow(status?.muted, wish)
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
        <Stopped
          app={app}
          isConfirmed={status?.muted?.all === true}
          isLate={trouble !== undefined}
        />
      ) : (
        <Allowed app={app} plugins={muted.plugins} />
      )}
      <MutingTrouble app={app} />
    </section>
  )
}

interface StoppedParts {
  readonly app: App
  readonly isConfirmed: boolean
  /** Promethean could not be reached yet. */
  readonly isLate: boolean
}

function Stopped({ app: { panic, texts }, isConfirmed, isLate }: StoppedParts) {
  const { stopped, stopping, notYet } = texts.output
  const word = isConfirmed ? stopped : isLate ? notYet : stopping
  return (
    <div class="panic-stopped" data-muted={isConfirmed ? 'all' : 'wished'}>
      <p class="panic-state" role="status">
        <Icon name="stop" /> {word}
      </p>
      <button type="button" class="button" onClick={() => void panic.set({ what: 'unmute' })}>
        {texts.output.allow}
      </button>
    </div>
  )
}

function Allowed({ app, plugins }: { app: App; plugins: readonly string[] }) {
  const { panic, texts } = app
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
          <Icon name="stop" /> {texts.output.someStopped(plugins.join(', '))}
        </p>
      )}
    </div>
  )
}
