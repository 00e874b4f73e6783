import { render } from 'preact'
import type { App } from './app.ts'
import { browserSocket } from './browser-socket.ts'
import { Connection } from './connection.ts'
import { Live } from './live.ts'
import { Shell } from './shell/shell.tsx'
import { StatusPoll } from './status.ts'
import { Store } from './store.ts'
import './style.css'
import { texts } from './texts.ts'
import { views } from './views.ts'

const socketAddress = new URL('/socket', location.href.replace(/^http/, 'ws')).href
const connection = new Connection({
  token: location.hash.slice(1),
  open: listener => browserSocket(socketAddress, listener),
  elapsed: () => performance.now(),
  random: () => Math.random(),
})
const status = new StatusPoll(connection)
const live = new Live(connection, work => requestAnimationFrame(work))
const app: App = {
  ...{ connection, status, live, texts },
  ...{ opened: new Store(undefined), view: new Store(views[0]?.id ?? '') },
}

status.start()
live.start()
connection.start()
render(<Shell app={app} />, document.body)
