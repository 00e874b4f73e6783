import type { App } from '../app.ts'
import { useStore } from '../use-store.ts'
import { views } from '../views.ts'
import { Icon } from './icons.tsx'
import { type Overall, overallOf, streamLine } from './overall.ts'
import { useReached } from './use-reached.tsx'

/** Whether all is well, or the one thing to do first. */
export function Top({ app, isWide }: { app: App; isWide: boolean }) {
  const { connection, status, texts } = app
  const state = useStore(connection.state)
  const moved = useStore(connection.moved)
  const seen = useStore(status.seen)
  const now = useStore(app.now)
  const testers = useStore(app.live.testers)
  const isReached = useReached(state === 'gone')
  const overall = overallOf({ state, seen, isReached, moved, now }, texts)
  const { level, what, why, todo, address } = overall
  return (
    <div class="top" data-level={level}>
      <Icon name={level} />
      <div class="top-words">
        <div role="status">
          <p class="top-what">{what}</p>
          {why !== undefined && (
            <p class="top-why">
              <bdi>{why}</bdi>
            </p>
          )}
          {todo !== undefined && <p class="top-todo">{todo}</p>}
        </div>
        <Show app={app} overall={overall} isWide={isWide} />
        {address !== undefined && (
          <a class="top-show" href={`${address}${location.search}${location.hash}`}>
            {texts.connection.open(address)}
          </a>
        )}
        {level === 'good' && <p class="top-stream">{streamLine(seen, testers, now, texts)}</p>}
      </div>
    </div>
  )
}

interface ShowParts {
  readonly app: App
  readonly overall: Overall
  readonly isWide: boolean
}

/** Leads to the view that shows more. */
function Show({ app, overall: { view, others }, isWide }: ShowParts) {
  const { page } = app.texts
  const shown = views.find(({ id }) => id === view)
  if (shown === undefined) return null
  const { id, title } = shown
  const show = () => {
    app.view.set(id)
    if (isWide) document.getElementById(`${id}-title`)?.focus()
  }
  return (
    <button type="button" class="top-show" onClick={show}>
      {others > 0 ? page.showMore(others) : page.show(title)}
    </button>
  )
}
