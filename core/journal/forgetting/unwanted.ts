import { z } from 'zod'
import { deepFreeze } from '../../events/deep-freeze.ts'
import type { Event } from '../../events/event.ts'
import type { State } from '../../plugin/context.ts'
import type { Person } from './person.ts'
import { Traces } from './traces.ts'

const KEY = 'unwanted people'

const stored = z.array(z.object({ platform: z.string(), id: z.string() }))

/** One who asked that nothing of theirs is stored anymore. */
export type UnwantedPerson = Pick<Person, 'platform' | 'id'>

/** People of whom nothing is taken anymore. Only their platform and id are stored. */
export class Unwanted {
  readonly #state: State & { flush(): Promise<void> }
  #people: readonly (UnwantedPerson & { readonly traces: Traces })[] = []

  constructor(state: State & { flush(): Promise<void> }) {
    this.#state = state
    // What an older or newer Promethean stored there does not stop the start.
    this.#use(stored.safeParse(state.get(KEY)).data ?? [])
  }

  has({ platform, id }: UnwantedPerson): boolean {
    return this.#people.some(one => one.platform === platform && one.id === id)
  }

  /** From now on, and after a restart. */
  async add({ platform, id }: UnwantedPerson): Promise<void> {
    if (!this.has({ platform, id })) await this.#save([...this.#people, { platform, id }])
  }

  /** They are listened to again. */
  async remove({ platform, id }: UnwantedPerson): Promise<void> {
    if (!this.has({ platform, id })) return
    await this.#save(this.#people.filter(one => one.platform !== platform || one.id !== id))
  }

  /** An event without them; undefined if it is theirs. */
  admit(event: Event): Event | undefined {
    if (this.#people.length === 0) return event
    return this.#people.reduce<Event | undefined>(
      (left, { traces }) => left && without(traces, left),
      event,
    )
  }

  #use(people: readonly UnwantedPerson[]): void {
    this.#people = people.map(({ platform, id }) => {
      return { platform, id, traces: new Traces({ platform, id, names: [] }) }
    })
  }

  async #save(people: readonly UnwantedPerson[]): Promise<void> {
    const all = people.map(({ platform, id }) => ({ platform, id }))
    this.#state.set(KEY, all)
    this.#use(all)
    await this.#state.flush()
  }
}

function without(traces: Traces, event: Event): Event | undefined {
  const { type, platform, data, raw } = event
  const isRaw = raw !== undefined && traces.isIn(raw)
  if (!isRaw && !isSuspect(traces, data)) return event
  const trace = traces.of({ type, platform, body: { data } })
  if (trace === 'remove') return undefined
  const { raw: _told, ...rest } = event
  const cleaned = trace === 'leave' ? { data } : trace.body
  // The same data, with nobody in the place of the person.
  return deepFreeze({ ...rest, ...cleaned, ...(raw !== undefined && !isRaw && { raw }) } as Event)
}

function isSuspect(traces: Traces, data: unknown): boolean {
  try {
    return traces.maybeIn(JSON.stringify(data))
  } catch {
    // Not JSON, as a plugin's own event may be: nobody is found in it.
    return false
  }
}
