import type { Connection } from './connection.ts'
import type { Live } from './live.ts'
import type { StatusPoll } from './status.ts'
import type { Store } from './store.ts'
import type { texts } from './texts.ts'
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
}
