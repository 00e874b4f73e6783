import type { App } from '../app.ts'
import { useStore } from '../use-store.ts'
import { ConfigHealth } from './config.tsx'
import { Consumers } from './consumers.tsx'
import { JournalHealth } from './journal.tsx'
import { Plugins } from './plugins.tsx'
import './style.css'

/** How everything is doing: plugins, the journal, the last edit, logging. */
export function Health({ app }: { app: App }) {
  const { status } = useStore(app.status.seen)
  if (status === undefined) return null
  return (
    <>
      <ul class="rows">
        <Plugins app={app} plugins={status.plugins} />
        <JournalHealth app={app} status={status} />
        <ConfigHealth app={app} refused={status.refused} />
        <Consumers app={app} consumers={status.consumers} plugins={status.plugins} />
      </ul>
      <p class="quiet">
        {Object.keys(status.consumers).length === 0
          ? app.texts.logging.none
          : app.texts.logging.means}
      </p>
    </>
  )
}
