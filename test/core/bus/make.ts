import { Bus, type BusParts } from '../../../core/bus/bus.ts'
import type { BusTeller } from '../../../core/bus/teller.ts'
import type { Event, NewEvent } from '../../../core/events/event.ts'
import { event } from '../../../core/events/event.ts'
import type { Copy, JournalEntry } from '../../../core/journal/port.ts'
import { Redactor } from '../../../core/secrets/redact.ts'

export const ANN = { platform: 'twitch', channel: 'ann' } as const

/** A bus that is let go at once, with what it kept, counted and complained of. */
export function makeBus(parts: Partial<BusParts> = {}) {
  const journaled: JournalEntry[] = []
  const copies: Copy[] = []
  const failures: string[] = []
  const blocked: string[] = []
  const loops: string[] = []
  const delivered: Event[] = []
  const redactor = new Redactor()
  const bus = new Bus({
    journal: {
      append: entry => void journaled.push(entry),
      copy: copy => void copies.push(copy),
      hold: () => undefined,
      release: () => undefined,
    },
    redactor,
    sessionOf: () => undefined,
    onFailure: (use, failure) => failures.push(`${use}: ${failure.message}`),
    onBlocked: use => blocked.push(use),
    onLetGo: () => undefined,
    onLoop: (use, type) => loops.push(`${use} ${type}`),
    onJudged: (_entry, event) => {
      if (event !== undefined) delivered.push(event)
    },
    ...parts,
  })
  bus.release()
  return { bus, journaled, copies, failures, blocked, loops, delivered, redactor }
}

/** Somebody who tells events. */
export function teller(use: string, more: Partial<BusTeller> = {}): BusTeller {
  return { use, name: use, inHandOver: false, accountOf: () => undefined, ...more }
}

export function line(
  text: string,
  told: Parameters<typeof event>[2] = {},
): NewEvent<'chat.message'> {
  const user = { id: '7', name: 'bea', displayName: 'Bea', roles: [] }
  return event('chat.message', { messageId: text, text, user }, { key: text, ...ANN, ...told })
}

export function cheer(
  bits: number,
  told: Parameters<typeof event>[2] = {},
): NewEvent<'channel.cheered'> {
  const user = { id: '7', name: 'bea', displayName: 'Bea', roles: [] }
  return event('channel.cheered', { user, bits }, { ...ANN, ...told })
}

export function texts(events: readonly Event[]): string[] {
  return events.flatMap(one => (one.type === 'chat.message' ? [one.data.text] : []))
}
