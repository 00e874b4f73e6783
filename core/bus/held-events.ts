import type { Event } from '../events/event.ts'
import type { HeldEvent } from '../journal/port.ts'
import type { BusTeller } from './teller.ts'

/** An event that waits until there is someone to judge it. */
export interface Holding extends HeldEvent {
  readonly teller: BusTeller
  /** When it was received, on the clock of `performance.now()`; events of an earlier run are before the start of this one. */
  readonly at: number
}

const nobody = () => undefined

/** Events that instances publish before they are admitted, in the order they were received. */
export class HeldEvents {
  #left: readonly Holding[] = []
  #held: Holding[] = []

  /** Events that an earlier run received but did not judge; they count as recovered, so nothing answers them. */
  resume(held: readonly HeldEvent[]): void {
    this.#left = held.map(({ holder, event }) => {
      // Its type and data are one event still.
      const told = Object.freeze({ ...event, recovered: true }) as Event
      // Still as its source published it: two sources may have reported the same.
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
