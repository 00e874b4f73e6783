import type { App } from '../app.ts'
import type { View } from '../views.ts'

const PLACES = ['side', 'main', 'more'] as const

/** All views at once, in columns. */
export function Panels({ app, views }: { app: App; views: readonly View[] }) {
  return (
    <main class="panels">
      {PLACES.map(place => (
        <div key={place} class={`panels-${place}`}>
          {views
            .filter(view => view.place === place)
            .map(view => (
              <Panel key={view.id} app={app} view={view} />
            ))}
        </div>
      ))}
    </main>
  )
}

function Panel({ app, view: { id, title, component: Component } }: { app: App; view: View }) {
  return (
    <section class="panel" data-view={id} aria-labelledby={`${id}-title`}>
      <h2 class="panel-title" id={`${id}-title`} tabIndex={-1}>
        {title}
      </h2>
      <Component app={app} />
    </section>
  )
}
