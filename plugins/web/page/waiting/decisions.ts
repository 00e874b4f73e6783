import type { Refusal } from '../../wire.ts'
import type { Connection } from '../connection.ts'
import type { Came, Decided, Pending, Status, StatusPoll } from '../status.ts'
import { type Readable, Store } from '../store.ts'

/** How something ended that had waited. */
export interface Outcome {
  readonly pending: Pending
  readonly decision?: Decided['decision']
  /** `undefined`: it is not known; `true`: here. */
  readonly by?: string | true
  /** Of an act of an agent that was approved here. */
  readonly came?: Came
  /** By the server's clock, in ms since 1970. */
  readonly at: number
}

export interface Decisions {
  /** Newest first. */
  readonly outcomes: readonly Outcome[]
  /** Why one could not be decided, by its id. */
  readonly refusals: Readonly<Record<string, Refusal>>
  /** Ids of those that are being decided. */
  readonly deciding: readonly string[]
}

export type Decision = { readonly drop: true } | { readonly text?: string }

const MOST = 5
// Two clocks tick: near its end, what is gone has expired.
const NEARLY_MS = 1_500

/** Decides on what waits, and remembers how it ended. */
export class DecisionMaker {
  readonly #connection: Connection
  readonly #status: StatusPoll
  readonly #decisions = new Store<Decisions>({ outcomes: [], refusals: {}, deciding: [] })
  readonly #mine = new Map<string, Outcome>()
  #before: { readonly run: string | undefined; readonly waiting: readonly Pending[] } = {
    run: undefined,
    waiting: [],
  }

  constructor(connection: Connection, status: StatusPoll) {
    this.#connection = connection
    this.#status = status
    status.seen.subscribe(() => this.#compare(status.seen.value.status))
  }

  get decisions(): Readable<Decisions> {
    return this.#decisions
  }

  async decide(pending: Pending, decision: Decision): Promise<void> {
    const { id } = pending
    this.#change({ deciding: [...this.#decisions.value.deciding, id] })
    const isDrop = 'drop' in decision
    const changed = isDrop ? {} : decision
    const operation = isDrop ? 'drop' : 'approve'
    const answer = await this.#connection.call<{ readonly came?: Came }>(operation, {
      which: id,
      ...changed,
    })
    const { refusals, deciding } = this.#decisions.value
    const { [id]: _before, ...others } = refusals
    this.#change({
      deciding: deciding.filter(other => other !== id),
      refusals: answer.done ? others : { ...others, [id]: answer.refusal },
    })
    if (answer.done) {
      const at = this.#connection.clock.now()
      const decision = isDrop ? 'dropped' : 'approved'
      const { came } = answer.value
      const mine = { pending: { ...pending, ...changed }, decision, by: true, at } as const
      this.#mine.set(id, { ...mine, ...(came && { came }) })
    }
    await this.#status.refresh()
  }

  #compare(status: Status | undefined): void {
    if (status === undefined) return
    const run = this.#connection.welcome.value?.run
    const { waiting, decided = [] } = status
    const { refusals, deciding, outcomes } = this.#decisions.value
    // After a restart, ids start over: what was asked before is asked no more.
    if (run !== this.#before.run) this.#mine.clear()
    const before = run === this.#before.run ? this.#before.waiting : []
    const missing = before.filter(({ id }) => !waiting.some(one => one.id === id))
    // The answer says in a moment whether it was decided here.
    const open = missing.filter(({ id }) => deciding.includes(id))
    this.#before = { run, waiting: [...waiting, ...open] }
    const now = this.#connection.clock.now()
    const ended = missing
      .filter(one => !open.includes(one))
      .map(one => this.#mine.get(one.id) ?? outcomeOf(one, decided, now))
    if (ended.length === 0) return
    for (const { pending } of ended) this.#mine.delete(pending.id)
    const stillOpen = Object.entries(refusals).filter(([id]) => waiting.some(one => one.id === id))
    this.#change({
      outcomes: [...ended.reverse(), ...outcomes].slice(0, MOST),
      refusals: Object.fromEntries(stillOpen),
    })
  }

  #change(changed: Partial<Decisions>): void {
    this.#decisions.set({ ...this.#decisions.value, ...changed })
  }
}

/** How it ended that was not decided here. */
export function outcomeOf(pending: Pending, decided: readonly Decided[], at: number): Outcome {
  const told = decided.find(({ id }) => id === pending.id)
  if (told !== undefined) {
    const { decision, by } = told
    return { pending, decision, at, ...(by !== undefined && { by }) }
  }
  const isOver = at >= new Date(pending.until).getTime() - NEARLY_MS
  return { pending, at, ...(isOver && { decision: 'expired' as const }) }
}
