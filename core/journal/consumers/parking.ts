import { messageOf } from '../../errors.ts'
import type { Event } from '../../events/event.ts'
import { deliveredEvent } from '../history.ts'
import type { Journal } from '../port.ts'
import type { Guilty } from './attempt.ts'
import { Stopped } from './attempt.ts'

/** What parking needs of the runtime. */
export interface ParkingParts {
  readonly journal: Journal
  /** Removes secrets from a text, because a consumer's error is stored in the journal. */
  redact(text: string): string
  onParked(consumer: string, event: Event, reason: string): void
}

/** The parked events of one consumer, stored in the journal with their errors. */
export class Parking {
  readonly #consumer: string
  readonly #parts: ParkingParts

  constructor(consumer: string, parts: ParkingParts) {
    this.#consumer = consumer
    this.#parts = parts
  }

  async park(guilty: readonly Guilty<Event>[]): Promise<void> {
    if (guilty.length === 0) return
    const { journal, redact, onParked } = this.#parts
    const at = new Date()
    const parked = guilty.map(({ parcel: { position, event }, failure }) => ({
      consumer: this.#consumer,
      position,
      eventId: event.id,
      type: event.type,
      error: redact(messageOf(failure)),
      at,
    }))
    await journal.park(parked)
    guilty.forEach(({ parcel }, index) => {
      onParked(this.#consumer, parcel.event, parked[index]?.error ?? '')
    })
  }

  /** Tries them once more, one by one. @returns how many were taken */
  async retry(take: (events: readonly Event[]) => Promise<void>): Promise<number> {
    const { journal } = this.#parts
    const parked = await journal.parked(this.#consumer)
    const rows = await journal.at(parked.map(({ position }) => position))
    let taken = 0
    for (const row of rows) {
      const { position } = row
      const event = deliveredEvent(row)
      try {
        await take([event])
        await journal.unpark(this.#consumer, [position])
        taken += 1
      } catch (thrown) {
        if (thrown instanceof Stopped) break
        const failure = thrown instanceof Error ? thrown : new Error(messageOf(thrown))
        await this.park([{ parcel: { position, event }, failure }])
      }
    }
    return taken
  }
}
