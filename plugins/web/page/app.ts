import type { Connection } from './connection.ts'
import type { LoggingSwitch } from './health/switching.ts'
import type { Live } from './live/live.ts'
import type { PanicSwitch } from './output/muting.ts'
import type { StatusPoll } from './status.ts'
import type { Readable, Store } from './store.ts'
import type { texts } from './texts.ts'
import type { DecisionMaker } from './waiting/decisions.ts'
import type { Opened } from './why/opened.ts'

/** What every view gets. */
export interface App {
  readonly connection: Connection
  readonly status: StatusPoll
  readonly texts: typeof texts
  readonly live: Live
  /** The event whose details are open. */
  readonly opened: Store<Opened | undefined>
  /** The id of the view that a narrow page shows. */
  readonly view: Store<string>
  /** The server's clock in ms since 1970, once a second. */
  readonly now: Readable<number>
  readonly panic: PanicSwitch
  readonly decisions: DecisionMaker
  readonly logging: LoggingSwitch
}
