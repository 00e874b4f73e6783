import type { ToldEvent } from './told-event.ts'

/** Types of the events that begin and end a stream. */
export const STREAM_TYPES: readonly string[] = ['stream.online', 'stream.offline']

/** Test streams that are live. */
export class TestStreams {
  /** The plugin, by plugin, platform and channel. */
  readonly #live = new Map<string, string>()

  /** @param events of a stream, in their order */
  add(events: readonly ToldEvent[]): void {
    for (const { type, source, platform, channel, isTest } of events) {
      if (!isTest) continue
      const key = JSON.stringify([source, platform, channel])
      if (type === 'stream.online') this.#live.set(key, source)
      else this.#live.delete(key)
    }
  }

  /** The plugins that simulate one, each once. */
  get sources(): readonly string[] {
    return [...new Set(this.#live.values())]
  }
}
