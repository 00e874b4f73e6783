import { render } from 'preact'
import type { App } from './app.ts'
import { Connection } from './connection.ts'
import { LoggingSwitch } from './health/switching.ts'
import { Live } from './live/live.ts'
import { PanicSwitch } from './output/muting.ts'
import { followAddress, reloadWhenOther } from './shell/address.ts'
import { browserSocket } from './shell/browser-socket.ts'
import { Shell } from './shell/shell.tsx'
import { StatusPoll } from './status.ts'
import { Store } from './store.ts'
import './style.css'
import { texts } from './texts.ts'
import { views } from './views.ts'
import { DecisionMaker } from './waiting/decisions.ts'

const address = new URL(location.href)
const connection = new Connection({
  token: address.hash.slice(1),
  open: listener => browserSocket(`${address.origin.replace(/^http/, 'ws')}/socket`, listener),
  elapsed: () => performance.now(),
  random: () => Math.random(),
})
const status = new StatusPoll(connection)
const live = new Live(connection, work => requestAnimationFrame(work))
const now = new Store(connection.clock.now())
const wanted = address.searchParams.get('view')
const shown = views.find(({ id }) => id === wanted) ?? views[0]
const app: App = {
  connection,
  status,
  texts,
  live,
  opened: new Store(undefined),
  view: new Store(shown?.id ?? ''),
  now,
  panic: new PanicSwitch(connection, status),
  decisions: new DecisionMaker(connection, status),
  logging: new LoggingSwitch(connection, status),
}

setInterval(() => now.set(connection.clock.now()), 1_000)
followAddress(app.view)
reloadWhenOther(connection)
if (address.hash.length > 1 && 'WebSocket' in globalThis) {
  status.start()
  live.start()
  connection.start()
}
render(<Shell app={app} />, document.body)
