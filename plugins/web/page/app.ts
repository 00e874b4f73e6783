import type { Connection } from './connection.ts'
import type { StatusPoll } from './status.ts'
import type { Store } from './store.ts'
import type { texts } from './texts.ts'

/** What every view gets. */
export interface App {
  readonly connection: Connection
  readonly status: StatusPoll
  readonly texts: typeof texts
  /** The id of the view that a narrow page shows. */
  readonly view: Store<string>
}
