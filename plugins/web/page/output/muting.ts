import type { Connection } from '../connection.ts'
import type { Muted, StatusPoll } from '../status.ts'
import { type Readable, Store } from '../store.ts'

/** What the streamer wants, until the instance has confirmed it. */
export interface Wish {
  readonly what: 'mute' | 'unmute'
  /** Default: everything. */
  readonly plugin?: string
}

export interface Muting {
  readonly wish?: Wish
  /** Why the last wish was not done, or not wholly. */
  readonly trouble?: { readonly what: string; readonly why?: string; readonly advice?: string }
  /** It is in effect, but a restart would forget it. */
  readonly unsaved?: string
}

const NOTHING: Muted = { all: false, plugins: [] }

/** What the page shows as muted: what the instance has told, changed by what is wished. */
export function mutedNow(told: Muted | undefined, wish: Wish | undefined): Muted {
  const { all, plugins } = told ?? NOTHING
  if (wish === undefined) return { all, plugins }
  const { what, plugin } = wish
  if (plugin === undefined) return what === 'mute' ? { all: true, plugins } : NOTHING
  const others = plugins.filter(other => other !== plugin)
  return { all, plugins: what === 'mute' ? [...others, plugin] : others }
}

type Saved = { readonly saved: true } | { readonly saved: false; readonly reason: string }

/** The panic switch. A stop that cannot be told just now is told as soon as it can. */
export class PanicSwitch {
  readonly #connection: Connection
  readonly #status: StatusPoll
  readonly #muting = new Store<Muting>({})

  constructor(connection: Connection, status: StatusPoll) {
    this.#connection = connection
    this.#status = status
    connection.whenOpen(() => void this.#again())
  }

  get muting(): Readable<Muting> {
    return this.#muting
  }

  async set(wish: Wish): Promise<void> {
    this.#muting.set({ wish })
    const { what, plugin } = wish
    const answer = await this.#connection.call<Saved>(what, plugin === undefined ? {} : { plugin })
    if (this.#muting.value.wish !== wish) return
    if (!answer.done) {
      const { refusal } = answer
      // Only a stop is kept: what was stopped meanwhile must not be allowed later, by surprise.
      const isKept = refusal.code === 'gone' && what === 'mute'
      return this.#muting.set({ ...(isKept && { wish }), trouble: refusal })
    }
    await this.#status.refresh()
    if (this.#muting.value.wish !== wish) return
    const saved = answer.value
    this.#muting.set(saved.saved ? {} : { unsaved: saved.reason })
  }

  async #again(): Promise<void> {
    const { wish } = this.#muting.value
    if (wish !== undefined) await this.set(wish)
  }
}
