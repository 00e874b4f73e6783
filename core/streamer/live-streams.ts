import type { Event } from '../events/event.ts'
import { isSameAccount } from '../text/accounts.ts'

const OBS = 'obs'
// A source of test events may invent any number of channels.
const MOST = 100

/** Which streams are on, and since when without a gap. */
export class LiveStreams {
  readonly #on = new Map<string, Date>()
  #since: Date | undefined

  /** @returns whether a stream started, perhaps told once more, or the last one stopped */
  notice(told: Event): 'started' | 'stopped' | undefined {
    const key = told.type.startsWith('obs.') ? OBS : `${told.platform}/${told.channel}`
    switch (told.type) {
      case 'obs.stream.started':
        return this.#started(key, told.time)
      case 'stream.online':
        return this.#started(key, told.data.startedAt ?? told.time)
      case 'obs.stream.stopped':
      case 'stream.offline':
        return this.#stopped(key)
      default:
        return undefined
    }
  }

  /** Since when a channel is live; without one: any. */
  startedAt(channel?: string): Date | undefined {
    if (channel === undefined) return this.#since
    const isHere = (key: string) => isSameAccount(key.slice(key.indexOf('/') + 1), channel)
    const [, since] = [...this.#on].find(([key]) => key !== OBS && isHere(key)) ?? []
    // OBS does not say where to.
    return since ?? this.#on.get(OBS)
  }

  #started(key: string, since: Date): 'started' {
    this.#since ??= since
    if (!this.#on.has(key) && this.#on.size < MOST) this.#on.set(key, since)
    return 'started'
  }

  #stopped(key: string): 'stopped' | undefined {
    if (!this.#on.delete(key) || this.#on.size > 0) return undefined
    this.#since = undefined
    return 'stopped'
  }
}
