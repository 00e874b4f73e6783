import type { Refusal } from '../../wire.ts'
import type { Connection } from '../connection.ts'
import type { Muted, StatusPoll } from '../status.ts'
import { type Readable, Store } from '../store.ts'

/** What the streamer wants. */
export interface Wish {
  readonly what: 'mute' | 'unmute'
  /** Default: everything. */
  readonly plugin?: string
}

export interface Muting {
  /** Not yet confirmed, in their order. */
  readonly wishes: readonly Wish[]
  /** Why a wish was not done, or not yet. */
  readonly trouble?: Refusal
  /** It is in effect, but a restart would forget it. */
  readonly unsaved?: string
}

const NOTHING: Muted = { all: false, plugins: [] }

/** What the page shows as muted: what the instance has told, changed by what is wished. */
export function mutedNow(told: Muted = NOTHING, wishes: readonly Wish[]): Muted {
  return wishes.reduce(changed, { all: told.all, plugins: told.plugins })
}

function changed({ all, plugins }: Muted, { what, plugin }: Wish): Muted {
  if (plugin === undefined) return what === 'mute' ? { all: true, plugins } : NOTHING
  const others = plugins.filter(other => other !== plugin)
  return { all, plugins: what === 'mute' ? [...others, plugin] : others }
}

type Saved = { readonly saved: true } | { readonly saved: false; readonly reason: string }

/** The panic switch. Each stop that cannot be sent just now is sent as soon as it can. */
export class PanicSwitch {
  readonly #connection: Connection
  readonly #status: StatusPoll
  readonly #muting = new Store<Muting>({ wishes: [] })

  constructor(connection: Connection, status: StatusPoll) {
    this.#connection = connection
    this.#status = status
    connection.whenOpen(() => void this.#again())
  }

  get muting(): Readable<Muting> {
    return this.#muting
  }

  async set(wish: Wish): Promise<void> {
    const others = this.#muting.value.wishes.filter(other => !isSame(other, wish))
    this.#muting.set({ wishes: [...others, wish] })
    await this.#send(wish)
  }

  async #send(wish: Wish): Promise<void> {
    const { what, plugin } = wish
    const answer = await this.#connection.call<Saved>(what, plugin === undefined ? {} : { plugin })
    if (answer.done) {
      await this.#status.refresh()
      this.#settle(wish, answer.value.saved ? {} : { unsaved: answer.value.reason })
    } else if (answer.refusal.code === 'gone' && what === 'mute') {
      // Only a stop is kept: what was stopped meanwhile must not be allowed later, by surprise.
      this.#muting.set({ ...this.#muting.value, trouble: answer.refusal })
    } else this.#settle(wish, { trouble: answer.refusal })
  }

  #settle(wish: Wish, became: Omit<Muting, 'wishes'>): void {
    const { wishes, ...before } = this.#muting.value
    if (!wishes.includes(wish)) return
    this.#muting.set({ ...before, ...became, wishes: wishes.filter(other => other !== wish) })
  }

  async #again(): Promise<void> {
    const { wishes } = this.#muting.value
    this.#muting.set({ wishes })
    await Promise.all(wishes.map(wish => this.#send(wish)))
  }
}

function isSame(one: Wish, other: Wish): boolean {
  return one.what === other.what && one.plugin === other.plugin
}
