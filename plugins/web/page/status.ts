import type { Refusal } from '../wire.ts'
import type { Answer, Connection } from './connection.ts'
import { type Readable, Store } from './store.ts'

/** The answer of the operation `status`. */
export interface Status {
  readonly plugins: readonly PluginStatus[]
  readonly seen: number
  readonly kept: number
  readonly repeats: number
  readonly dropped: Readonly<Record<string, number>>
  readonly heldBack: Readonly<Record<string, number>>
  readonly unjournaled: number
  readonly consumers: Readonly<Record<string, ConsumerStatus>>
  readonly session?: string
  readonly liveSince?: string
  readonly scene?: string
  /** It can search by meaning. */
  readonly byMeaning?: true
  readonly muted?: Muted
  /** Since the last mute began, oldest first. */
  readonly heldWhileMuted?: readonly Held[]
  readonly waiting: readonly Pending[]
  readonly refused?: RefusedEdit
  readonly journal?: JournalStatus
  /** Decided lately, newest last. */
  readonly decided?: readonly Decided[]
}

export interface JournalStatus {
  readonly bytes: number
  readonly maxBytes: number
  readonly oldest?: string
  /** Events that are not stored yet. */
  readonly behind: number
  /** Why none can be stored at the moment. */
  readonly reason?: string
}

export interface Decided {
  readonly id: string
  readonly decision: 'approved' | 'dropped' | 'expired'
  /** Who decided. */
  readonly by?: string
}

export interface PluginStatus {
  readonly id: string
  readonly state: 'connected' | 'ready' | 'stale' | 'retrying' | 'failed'
  readonly since: string
  readonly retryAt?: string
  readonly reason?: string
  readonly failures?: { readonly count: number; readonly reason: string; readonly at: string }
  /** It may send or change something, which can be stopped. */
  readonly acts?: true
}

export interface ConsumerStatus {
  readonly delivered: number
  /** -1 if the journal cannot tell. */
  readonly lag: number
  readonly parked: number
  readonly expired: number
  readonly paused?: string
  readonly reason?: string
}

export interface Muted {
  readonly all: boolean
  readonly plugins: readonly string[]
}

/** Something that was not said or done, because it was muted. */
export interface Held {
  readonly at: string
  readonly plugin: string
  /** `set the title`. */
  readonly what: string
  readonly text?: string
}

export interface Pending {
  readonly id: string
  readonly plugin: string
  readonly what: string
  readonly text: string
  readonly cause?: string
  readonly since: string
  readonly until: string
  /** If an agent asks: its name, and all that it would send. */
  readonly agent?: { readonly name: string; readonly shown: readonly ShownField[] }
}

/** A field of what an agent would send, safe to be shown. */
export interface ShownField {
  readonly name: string
  readonly value: string
}

/** What came of an act of an agent that was approved. */
export interface Came {
  /** `under_way`: it is not known yet. */
  readonly status: 'done' | 'not_done' | 'under_way'
  /** Why it was not done. */
  readonly why?: string
}

/** Who asks: the agent, else the plugin. */
export function askerOf({ agent, plugin }: Pick<Pending, 'agent' | 'plugin'>): string {
  return agent?.name ?? plugin
}

export interface RefusedEdit {
  readonly file: string
  readonly at: string
  readonly problems: readonly Problem[]
}

export interface Problem {
  readonly plugin?: string
  readonly path: string
  readonly message: string
}

/** What is known of the instance. */
export interface Seen {
  /** The last status that was told. */
  readonly status?: Status
  /** When, by the server's clock, in ms since 1970. */
  readonly at?: number
  /** When this page last saw that events were not stored. */
  readonly lostAt?: number
  /** Why the last request for it was refused. */
  readonly refusal?: Refusal
}

const EVERY_MS = 1_000

/** Asks for the status once a second while connected. */
export class StatusPoll {
  readonly #connection: Connection
  readonly #seen = new Store<Seen>({})
  #next: ReturnType<typeof setTimeout> | undefined
  #asked = 0
  #answered = 0

  constructor(connection: Connection) {
    this.#connection = connection
  }

  get seen(): Readable<Seen> {
    return this.#seen
  }

  start(): void {
    this.#connection.whenOpen(() => void this.refresh())
  }

  /** Asks at once, so that what was just done is shown. */
  async refresh(): Promise<void> {
    clearTimeout(this.#next)
    const turn = ++this.#asked
    const answer = await this.#connection.call<Status>('status')
    if (this.#connection.state.value !== 'open') return
    if (turn > this.#answered) this.#take(answer)
    this.#answered = Math.max(turn, this.#answered)
    if (turn === this.#asked) this.#next = setTimeout(() => void this.refresh(), EVERY_MS)
  }

  #take(answer: Answer<Status>): void {
    const before = this.#seen.value
    if (!answer.done) {
      this.#seen.set({ ...before, refusal: answer.refusal })
      return
    }
    const status = answer.value
    const at = this.#connection.clock.now()
    const isLosing = status.unjournaled > (before.status?.unjournaled ?? status.unjournaled)
    const lostAt = isLosing ? at : before.lostAt
    this.#seen.set({ status, at, ...(lostAt !== undefined && { lostAt }) })
  }
}
