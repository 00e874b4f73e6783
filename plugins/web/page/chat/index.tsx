import { useState } from 'preact/hooks'
import type { App } from '../app.ts'
import { Said } from '../shell/said.tsx'
import { useStore } from '../use-store.ts'
import type { ChatLine } from './chat-line.ts'
import { ChatRow } from './chat-row.tsx'
import { filtered, isFiltered, SHOW_ALL } from './filter.ts'
import { FilterForm } from './filter-form.tsx'
import { behind, upToDate } from './stopped.ts'
import './style.css'
import { VirtualList } from './virtual-list.tsx'

/** All chats as one list, the newest line last. */
export function Chat({ app }: { app: App }) {
  const words = app.texts.chat
  const now = app.connection.clock.now()
  const lines = useStore(app.live.chat)
  const liveState = useStore(app.live.state)
  const refusal = useStore(app.live.refusal)
  const [filter, setFilter] = useState(SHOW_ALL)
  // While somebody reads further up, what they read stays.
  const [stopped, setStopped] = useState<readonly ChatLine[]>()
  const all = stopped === undefined ? lines : upToDate(stopped, lines)
  const shown = filtered(all, filter)
  const fresh = stopped === undefined ? 0 : filtered(behind(stopped, lines), filter).length
  return (
    <div class="chat">
      <FilterForm app={app} lines={lines} filter={filter} onFilter={setFilter} />
      {refusal !== undefined && <Said level="wait" refusal={refusal} />}
      {shown.length === 0 && refusal === undefined && (
        <p class="quiet" role="status">
          {emptyWords()}
        </p>
      )}
      <VirtualList
        items={shown}
        isFollowing={stopped === undefined}
        label={words.lines}
        onFollow={isFollowing => setStopped(isFollowing ? undefined : lines)}
        onOpen={line => app.opened.set({ id: line.id, line })}
      >
        {(line, isActive) => <ChatRow {...{ line, isActive, now }} />}
      </VirtualList>
      {stopped !== undefined && (
        <button type="button" class="chat-newest" onClick={() => setStopped(undefined)}>
          ↓ {fresh === 0 ? words.newest : words.newLines(fresh)}
        </button>
      )}
    </div>
  )

  function emptyWords(): string {
    if (lines.length === 0) return liveState === 'late' ? words.loading : words.empty
    return isFiltered(filter) ? words.noneFit : words.onlyDropped
  }
}
