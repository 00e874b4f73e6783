import type { App } from '../app.ts'
import { useStore } from '../use-store.ts'
import { Consumers } from './consumers.tsx'
import { JournalHealth } from './journal.tsx'
import { Plugins } from './plugins.tsx'
import { Saves } from './saves.tsx'
import './style.css'

/** How everything is doing: plugins, logging, journal, the last edit. */
export function Health({ app }: { app: App }) {
  const { status } = useStore(app.status.seen)
  if (status === undefined) return null
  return (
    <div class="health">
      <h3>{app.texts.health.plugins}</h3>
      <Plugins app={app} plugins={status.plugins} />
      <h3>{app.texts.health.consumers}</h3>
      <Consumers app={app} consumers={status.consumers} />
      <h3>{app.texts.health.journal}</h3>
      <JournalHealth app={app} status={status} />
      <h3>{app.texts.health.saves}</h3>
      <Saves app={app} refused={status.refused} />
    </div>
  )
}
