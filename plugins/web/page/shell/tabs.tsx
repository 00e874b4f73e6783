import { useRef } from 'preact/hooks'
import type { App } from '../app.ts'
import { type Trouble, troublesOf } from '../health/verdict.ts'
import { useStore } from '../use-store.ts'
import type { View } from '../views.ts'
import { Icon } from './icons.tsx'

/** One view at a time, chosen by tabs. */
export function Tabs({ app, views }: { app: App; views: readonly View[] }) {
  const wanted = useStore(app.view)
  const troubles = troublesOf(useStore(app.status.seen), useStore(app.now), app.texts.verdict)
  const list = useRef<HTMLDivElement>(null)
  const at = Math.max(
    0,
    views.findIndex(({ id }) => id === wanted),
  )
  const shown = views[at]
  const choose = (index: number) => {
    const view = views.at(index % views.length)
    if (view === undefined) return
    app.view.set(view.id)
    list.current?.querySelector<HTMLElement>(`[data-tab="${view.id}"]`)?.focus()
  }
  const onKeyDown = ({ key }: KeyboardEvent) => {
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: views.length - 1 }[key]
    if (to !== undefined) choose(to)
  }
  if (shown === undefined) return null
  return (
    <>
      {/* The arrow keys go between the tabs, as the pattern "tabs" of ARIA wants it. */}
      <div
        ref={list}
        class="tabs"
        role="tablist"
        aria-label={app.texts.page.views}
        onKeyDown={onKeyDown}
      >
        {views.map((view, index) => (
          <Tab
            key={view.id}
            view={view}
            isShown={view === shown}
            troubles={troubles.filter(trouble => trouble.view === view.id)}
            attention={app.texts.page.attention}
            onClick={() => choose(index)}
          />
        ))}
      </div>
      <main class="tab-main" data-view={shown.id}>
        <div
          class="tab-panel"
          role="tabpanel"
          id={`${shown.id}-panel`}
          aria-labelledby={`${shown.id}-tab`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must do so by keys as well
          tabIndex={0}
        >
          <shown.component app={app} />
        </div>
      </main>
    </>
  )
}

interface TabParts {
  readonly view: View
  readonly isShown: boolean
  readonly troubles: readonly Trouble[]
  attention(count: number): string
  onClick(): void
}

function Tab({ view: { id, title, icon }, isShown, troubles, attention, onClick }: TabParts) {
  const [worst] = troubles
  return (
    <button
      type="button"
      role="tab"
      class="tab"
      id={`${id}-tab`}
      data-tab={id}
      aria-selected={isShown}
      aria-controls={isShown ? `${id}-panel` : undefined}
      tabIndex={isShown ? 0 : -1}
      onClick={onClick}
    >
      <span class="tab-sign">
        <Icon name={icon} />
        {worst !== undefined && (
          <span class="tab-badge" data-level={worst.level} aria-hidden="true">
            {troubles.length}
          </span>
        )}
      </span>
      {title}
      {worst !== undefined && <span class="unseen">, {attention(troubles.length)}</span>}
    </button>
  )
}
