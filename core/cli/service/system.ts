import type { Started } from './started.ts'

/** How a service does: running, started again and again, or not running. */
export type State = 'running' | 'failing' | 'stopped'

/** What keeps programs running on one kind of computer, for one user. */
export interface ServiceSystem {
  readonly name: string
  /** Its service's file. */
  file(id: string): string
  /** What no path in that file may have. */
  readonly unfit: RegExp
  /** Of that file. */
  readonly encoding: 'utf8' | 'utf16le'
  /** What stands in that file. */
  text(started: Started): string
  /** Makes the file known and starts it, unless it runs. @throws CallFailed */
  start(id: string): Promise<void>
  /** Ends it, and makes it unknown. @throws CallFailed */
  remove(id: string): Promise<void>
  /** After its file was removed. @throws CallFailed */
  removed?(): Promise<void>
  /** @throws CallFailed if the system does not answer */
  state(id: string): Promise<State>
  /** What to do where it fails with this sentence. */
  advice(said: string): string
  /** What to know after an installation. */
  hint(id: string): string
}
