import type { App } from '../app.ts'
import { sizeText } from '../shell/time.ts'
import type { Status } from '../status.ts'
import { clockTime } from '../times.ts'
import { useStore } from '../use-store.ts'
import { HealthRow } from './health-row.tsx'

// It is pruned a little below its maximum.
const FULL = 0.95

/** Whether every event is stored, and how full the journal is. */
export function JournalHealth({ app, status }: { app: App; status: Status }) {
  const { health } = app.texts
  const now = useStore(app.now)
  const { journal } = status
  const isGone = useStore(app.connection.state) === 'gone'
  const { level, word } = wordOf(status, health)
  const isFull = journal !== undefined && journal.bytes > FULL * journal.maxBytes
  const more = [
    journal && health.size(sizeText(journal.bytes), sizeText(journal.maxBytes)),
    journal?.oldest && health.oldest(clockTime(journal.oldest, now)),
    journal !== undefined && journal.behind > 0 && health.behind(journal.behind),
    isFull && health.atMost,
  ].filter(Boolean)
  return (
    <HealthRow
      app={app}
      level={level}
      sign={level}
      name={health.journal}
      word={isGone && level === 'good' ? health.was(word) : word}
      marks={{ 'data-part': 'journal' }}
    >
      {journal?.reason !== undefined && <p class="health-more">{journal.reason}</p>}
      {more.length > 0 && <p class="quiet health-more">{more.join(', ')}</p>}
    </HealthRow>
  )
}

function wordOf({ journal, unjournaled }: Status, words: App['texts']['health']) {
  if (journal?.reason !== undefined) return { level: 'bad', word: words.cannotStore } as const
  if (unjournaled === 0) return { level: 'good', word: words.stored } as const
  return { level: 'wait', word: words.notStored(unjournaled) } as const
}
