import { useEffect, useState } from 'preact/hooks'
import type { App } from '../app.ts'
import { PanicBar } from '../output/panic-bar.tsx'
import { useStore } from '../use-store.ts'
import { views } from '../views.ts'
import { Details } from '../why/details.tsx'
import { Panels } from './panels.tsx'
import { Tabs } from './tabs.tsx'
import { Top } from './top.tsx'
import { troubleOf } from './trouble.ts'
import './style.css'
import { TroublePage } from './trouble-page.tsx'

const WIDE = '(min-width: 700px)'

/** The whole page: tabs, or panels side by side where there is room. */
export function Shell({ app }: { app: App }) {
  const isWide = useMedia(WIDE)
  const state = useStore(app.connection.state)
  const welcome = useStore(app.connection.welcome)
  const hasWebSocket = 'WebSocket' in globalThis
  const hasToken = location.hash.length > 1
  const trouble = troubleOf({ hasWebSocket, hasToken, state, welcome }, app.texts.trouble)
  return (
    <div class="page" data-connection={state}>
      <h1 class="unseen">{app.texts.page.title}</h1>
      {trouble === undefined ? (
        <>
          <header class="header">
            <Top app={app} isWide={isWide} />
            <PanicBar app={app} />
          </header>
          <Details app={app} />
          {isWide ? <Panels app={app} views={views} /> : <Tabs app={app} views={views} />}
        </>
      ) : (
        <TroublePage trouble={trouble} />
      )}
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
