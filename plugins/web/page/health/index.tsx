import type { App } from '../app.ts'
import type { PluginStatus } from '../status.ts'
import { useStore } from '../use-store.ts'
import './style.css'

/** Every plugin's state. */
export function Health({ app }: { app: App }) {
  const { status } = useStore(app.status.seen)
  return (
    <ul class="health-plugins">
      {status?.plugins.map(plugin => (
        <Plugin key={plugin.id} app={app} plugin={plugin} />
      ))}
    </ul>
  )
}

function Plugin({ app, plugin }: { app: App; plugin: PluginStatus }) {
  const { texts } = app
  return (
    <li class="health-plugin">
      <span>{plugin.id}</span> <span>{texts.health.states[plugin.state]}</span>
    </li>
  )
}
