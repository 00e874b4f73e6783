import type { App } from '../app.ts'
import { Icon } from '../shell/icons.tsx'
import { clockTime } from '../shell/time.ts'
import type { RefusedEdit } from '../status.ts'
import { useStore } from '../use-store.ts'
import { changesOf } from './changes.ts'

/** What the last save of the config did. */
export function Saves({ app, refused }: { app: App; refused: RefusedEdit | undefined }) {
  const [last] = useStore(app.reloads.events)
  const now = useStore(app.now)
  const { health } = app.texts
  if (refused !== undefined) return <Refused app={app} refused={refused} />
  if (last === undefined) return <p class="quiet">{health.noSave}</p>
  return (
    <div class="row" data-level="good" data-save="reloaded">
      <span class="health-state">
        <Icon name="good" /> {health.reloaded(clockTime(last.received, now))}
      </span>
      <p class="quiet health-more">{changesOf(last.data, health.changes)}</p>
    </div>
  )
}

function Refused({ app, refused }: { app: App; refused: RefusedEdit }) {
  const now = useStore(app.now)
  const { file, at, problems } = refused
  return (
    <div class="row" data-level="bad" data-save="refused">
      <span class="health-state">
        <Icon name="bad" /> {app.texts.health.refused(file, clockTime(at, now))}
      </span>
      <ul class="health-problems">
        {problems.map(({ plugin, path, message }) => (
          <li key={`${plugin} ${path} ${message}`}>
            {[plugin, path].filter(Boolean).length > 0 && (
              <b>{[plugin, path].filter(Boolean).join(' ')}: </b>
            )}
            {message}
          </li>
        ))}
      </ul>
    </div>
  )
}
