import type { App } from '../app.ts'
import { clockTime, sizeText } from '../shell/time.ts'
import type { Status } from '../status.ts'
import { useStore } from '../use-store.ts'
import { HealthRow } from './health-row.tsx'

/** Whether every event is stored, and how full the journal is. */
export function JournalHealth({ app, status }: { app: App; status: Status }) {
  const { health } = app.texts
  const now = useStore(app.now)
  const { journal, unjournaled } = status
  const isWell = unjournaled === 0
  const more = [
    journal && health.size(sizeText(journal.bytes), sizeText(journal.maxBytes)),
    journal?.oldest && health.oldest(clockTime(journal.oldest, now)),
    journal !== undefined && journal.behind > 0 && health.behind(journal.behind),
  ].filter(Boolean)
  return (
    <HealthRow
      app={app}
      level={isWell ? 'good' : 'bad'}
      sign={isWell ? 'good' : 'bad'}
      name={health.journal}
      word={isWell ? health.stored : health.notStored(unjournaled)}
      marks={{ 'data-part': 'journal' }}
    >
      {more.length > 0 && <p class="quiet health-more">{more.join(', ')}</p>}
    </HealthRow>
  )
}
