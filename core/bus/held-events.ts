import type { Event } from '../events/event.ts'
import type { HeldEvent } from '../journal/port.ts'
import type { BusTeller } from './teller.ts'

/** An event that waits until there is someone to judge it. */
export interface Holding extends HeldEvent {
  readonly teller: BusTeller
  /** When it was heard, as `performance.now()` counts; of an earlier life before this one began. */
  readonly at: number
}

const nobody = () => undefined

/** What instances tell before they are let through, of all of them in the order it was heard. */
export class HeldEvents {
  #left: readonly Holding[] = []
  #held: Holding[] = []

  /** What an earlier life heard and nobody judged: told afterwards, so nobody answers it any more. */
  resume(held: readonly HeldEvent[]): void {
    this.#left = held.map(({ holder, event }) => {
      // Its type and data are one event still.
      const told = Object.freeze({ ...event, recovered: true }) as Event
      // Its source's word still: two sources may have told the same.
      const teller = { name: holder, use: event.source, inHandOver: false, accountOf: nobody }
      const ageMs = Math.max(Date.now() - event.received.getTime(), 0)
      return { holder, teller, event: told, at: performance.now() - ageMs }
    })
  }

  add(holding: Omit<Holding, 'at'>): void {
    this.#held.push({ ...holding, at: performance.now() })
  }

  /** Takes out what an earlier life left and what these hold, oldest first. */
  take(holders: readonly string[]): readonly Holding[] {
    const wanted = new Set(holders)
    const isWanted = ({ holder }: Holding) => wanted.has(holder)
    const taken = [...this.#left, ...this.#held.filter(isWanted)]
    this.#left = []
    this.#held = this.#held.filter(holding => !isWanted(holding))
    return taken
  }

  /** Forgets what these hold. */
  drop(holders: readonly string[]): void {
    this.#held = this.#held.filter(({ holder }) => !holders.includes(holder))
  }
}
