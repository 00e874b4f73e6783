import type { App } from '../app.ts'
import { useStore } from '../use-store.ts'
import { Icon } from './icons.tsx'
import { overallOf, streamLine } from './overall.ts'
import { useReached } from './use-reached.tsx'

/** Whether all is well, or the one thing to do first. */
export function Top({ app, isWide }: { app: App; isWide: boolean }) {
  const { connection, status, texts } = app
  const state = useStore(connection.state)
  const seen = useStore(status.seen)
  const now = useStore(app.now)
  const isReached = useReached(state === 'gone')
  const { level, what, todo, view, others } = overallOf({ state, seen, isReached, now }, texts)
  const show = () => {
    if (view === undefined) return
    app.view.set(view)
    if (isWide) document.getElementById(`${view}-title`)?.focus()
  }
  return (
    <div class="top" data-level={level}>
      <Icon name={level} />
      <div class="top-words">
        <div role="status">
          <p class="top-what">{what}</p>
          {todo !== undefined && <p class="top-todo">{todo}</p>}
        </div>
        {view !== undefined && (
          <button type="button" class="top-show" onClick={show}>
            {others > 0 ? texts.page.showMore(others) : texts.page.show}
          </button>
        )}
        {level === 'good' && <p class="top-stream">{streamLine(seen, now, texts)}</p>}
      </div>
    </div>
  )
}
