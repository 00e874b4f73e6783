import { inTime, within } from '../async.ts'
import { messageOf, NotReady } from '../errors.ts'
import type { ForgetSettings, ForgottenEvents, Person } from '../journal/forgetting/person.ts'
import { Traces } from '../journal/forgetting/traces.ts'
import type { Unwanted } from '../journal/forgetting/unwanted.ts'
import type { Journal } from '../journal/port.ts'
import { Forgetting as ForgettingPort, type ForgottenThere } from '../plugin/ports/forgetting.ts'
import type { Approvals } from '../ports/approvals/approvals.ts'
import type { WaitingApproval } from '../ports/approvals/waiting-approval.ts'
import type { RunningSet } from '../supervisor/running-set.ts'
import type { Consumers } from './consumers.ts'

// Who decided, as it is shown.
const FORGETTING = 'promethean forget'
// What a store has of somebody who wrote for years.
const STORE_MS = 300_000
// A batch at hand may take as long as its consumer's deadline.
const SETTLED_MS = 60_000
const IDS_AT_ONCE = 1_000

/** What was deleted in a store of a plugin. */
export interface ForgottenStore extends Omit<ForgottenThere, 'unreached'> {
  /** The plugin. */
  readonly plugin: string
  readonly place: string
  /** Why nothing, or not all, was deleted there. */
  readonly reason?: string
}

interface ForgottenInStore extends ForgottenStore {
  readonly unreached: readonly string[]
}

/** What was deleted everywhere. */
export interface Forgotten extends ForgottenEvents {
  /** Pending approvals that name them, or answer them: they are dropped. */
  readonly dropped: readonly string[]
  readonly stores: readonly ForgottenStore[]
  /** Whether nothing of theirs is stored from now on. */
  readonly alsoLater: boolean
  /** Places of documents, which were left alone because nobody asked to delete them. */
  readonly documents: readonly string[]
  /** Where else plugins know of something that may be theirs and cannot be deleted from here. */
  readonly unreached: readonly string[]
}

export interface ForgetEverywhere extends ForgetSettings {
  /** Also where plugins keep documents for other programs. */
  readonly documents: boolean
  /** Nothing of theirs is stored from now on, or it is again; undefined leaves it as it is. */
  readonly alsoLater: boolean | undefined
}

export interface ForgettingParts {
  readonly journal: Journal
  readonly running: Pick<RunningSet, 'runs'>
  readonly consumers: Pick<Consumers, 'settled'>
  readonly unwanted: Pick<Unwanted, 'has' | 'add' | 'remove'>
  readonly approvals: Pick<Approvals, 'waiting' | 'decide'>
  /** Resolves when everything published so far is in the journal. */
  flush(): Promise<void>
}

/** Deletes people on request: from the journal, then from what plugins made of it. */
export class PeopleForgetter {
  readonly #parts: ForgettingParts

  constructor(parts: ForgettingParts) {
    this.#parts = parts
  }

  /**
   * Asked again it deletes what was left, where a store was away for example.
   * @throws PrometheanError if the journal cannot do it
   */
  async forget(person: Person, settings: ForgetEverywhere): Promise<Forgotten> {
    const { journal, consumers, unwanted, approvals, flush } = this.#parts
    const { dry = false, documents, alsoLater, signal } = settings
    // First: what comes meanwhile is not stored either.
    if (!dry && alsoLater === true) await unwanted.add(person)
    if (!dry && alsoLater === false) await unwanted.remove(person)
    const waiting = await this.#waitingFor(person)
    // What was not decided yet would bring them back.
    if (!dry) for (const { id } of waiting) approvals.decide('dropped', id, FORGETTING)
    await flush()
    const gone = await journal.forget(person, settings)
    // What a consumer had in hand may be written by now: it must be there to be deleted.
    if (!dry) await within(SETTLED_MS, consumers.settled())
    const all = this.#stores()
    const left = all.filter(({ holds }) => holds === 'documents' && !documents)
    const wanted = all.filter(store => !left.includes(store))
    const stores: ForgottenInStore[] = []
    for (const store of wanted) stores.push(await this.#forgetIn(store, { person, dry, signal }))
    const isUnwanted = dry ? (alsoLater ?? unwanted.has(person)) : unwanted.has(person)
    const dropped = waiting.map(({ id }) => id)
    return {
      ...gone,
      dropped,
      stores: stores.map(({ unreached: _, ...store }) => store),
      alsoLater: isUnwanted,
      documents: left.map(({ place }) => place),
      unreached: stores.flatMap(({ unreached }) => unreached),
    }
  }

  async #waitingFor(person: Person): Promise<readonly WaitingApproval[]> {
    const traces = new Traces(person)
    const found: WaitingApproval[] = []
    for (const one of this.#parts.approvals.waiting)
      if (traces.isIn([one.text, one.agent]) || (await this.#isTheirs(traces, one.cause)))
        found.push(one)
    return found
  }

  async #isTheirs(traces: Traces, cause: string | undefined): Promise<boolean> {
    const row = cause === undefined ? undefined : (await this.#parts.journal.find(cause))?.row
    if (row === undefined) return false
    const { type, platform, data } = row.event
    return traces.of({ type, platform, body: { data } }) === 'remove'
  }

  #stores(): readonly Store[] {
    return [...this.#parts.running.runs()].flatMap(([plugin, { provided }]) => {
      // Ports are identified by name; the implementation was typed by the port's token.
      const store = provided.get(ForgettingPort.name) as Omit<Store, 'plugin'> | undefined
      if (store === undefined) return []
      const { place, holds } = store
      return [
        { plugin, place, holds, forget: (...asked) => store.forget(...asked) } satisfies Store,
      ]
    })
  }

  async #forgetIn(
    { plugin, place, forget }: Store,
    {
      person: { platform, id: user, names },
      dry,
      signal,
    }: { person: Person; dry: boolean; signal: AbortSignal | undefined },
  ): Promise<ForgottenInStore> {
    const request = { platform, user, names, dry, ids: () => this.#ids(dry) }
    const late = () => new NotReady(`no answer within ${STORE_MS / 1_000} s`)
    try {
      const {
        removed,
        cleaned,
        unreached = [],
      } = await inTime(
        { ms: STORE_MS, late, signals: signal === undefined ? [] : [signal] },
        ending => forget(request, ending),
      )
      return { plugin, place, removed, cleaned, unreached }
    } catch (failure) {
      signal?.throwIfAborted()
      return { plugin, place, removed: 0, cleaned: 0, unreached: [], reason: messageOf(failure) }
    }
  }

  async *#ids(dry: boolean): AsyncIterable<readonly string[]> {
    let after: string | undefined
    while (!dry) {
      const ids = await this.#parts.journal.forgottenIds(after, IDS_AT_ONCE)
      if (ids.length === 0) return
      yield ids
      after = ids.at(-1)
    }
  }
}

interface Store {
  readonly plugin: string
  readonly place: string
  readonly holds: 'index' | 'documents'
  forget: ForgettingPort['forget']
}
