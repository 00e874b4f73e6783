import type { App } from '../app.ts'
import { Icon } from '../shell/icons.tsx'
import { clockTime, sizeText } from '../shell/time.ts'
import type { Status } from '../status.ts'
import { useStore } from '../use-store.ts'

/** Whether every event is stored, and how full the journal is. */
export function JournalHealth({ app, status }: { app: App; status: Status }) {
  const { health } = app.texts
  const now = useStore(app.now)
  const { journal, unjournaled } = status
  const isWell = unjournaled === 0
  const more = journal && [
    health.size(sizeText(journal.bytes), sizeText(journal.maxBytes)),
    journal.oldest && health.oldest(clockTime(journal.oldest, now)),
    journal.behind !== undefined && journal.behind > 0 && health.behind(journal.behind),
  ]
  return (
    <div class="row health-journal" data-level={isWell ? 'good' : 'bad'}>
      <span class="health-state">
        <Icon name={isWell ? 'good' : 'bad'} />
        <span>{isWell ? health.stored : health.notStored(unjournaled)}</span>
      </span>
      {more && <p class="quiet health-more">{more.filter(Boolean).join(', ')}</p>}
    </div>
  )
}
