import { useEffect, useState } from 'preact/hooks'
import type { App } from '../app.ts'
import { useStore } from '../use-store.ts'
import { views } from '../views.ts'
import { Panels } from './panels.tsx'
import { Tabs } from './tabs.tsx'

const WIDE = '(min-width: 700px)'

/** The whole page: tabs, or panels side by side where there is room. */
export function Shell({ app }: { app: App }) {
  const isWide = useMedia(WIDE)
  const state = useStore(app.connection.state)
  return (
    <div class="page" data-connection={state}>
      <h1 class="unseen">{app.texts.page.title}</h1>
      {isWide ? <Panels app={app} views={views} /> : <Tabs app={app} views={views} />}
    </div>
  )
}

function useMedia(query: string): boolean {
  const [holds, setHolds] = useState(() => matchMedia(query).matches)
  useEffect(() => {
    const media = matchMedia(query)
    const follow = () => setHolds(media.matches)
    follow()
    media.addEventListener('change', follow)
    return () => media.removeEventListener('change', follow)
  }, [query])
  return holds
}
