import type { Event } from '../events/event.ts'
import { answeredEvent } from '../plugin/answering.ts'
import type { StreamState } from '../plugin/ports/runtime.ts'
import { LiveStreams } from './live-streams.ts'
import { Scenes } from './scenes.ts'
import type { Present } from './senders.ts'
import type { Sessions } from './sessions.ts'

/**
 * The stream as a plugin sees it. While its function works on a test event, a test stream is one for it: a plugin can be
 * tried with a simulator, and no session, total or timer takes that for a stream.
 */
export class SeenStream implements StreamState {
  readonly #sessions: Pick<Sessions, 'notice' | 'startedAt' | 'session'>
  readonly #present: () => Present
  readonly #scenes = new Scenes()
  readonly #tests = { streams: new LiveStreams(), scenes: new Scenes() }

  constructor(
    sessions: Pick<Sessions, 'notice' | 'startedAt' | 'session'>,
    present: () => Present,
  ) {
    this.#sessions = sessions
    this.#present = present
  }

  /** Looks at a kept event. */
  notice(told: Event): void {
    if (told.test) {
      this.#tests.streams.notice(told)
      this.#tests.scenes.notice(told)
      return
    }
    this.#sessions.notice(told)
    this.#scenes.notice(told)
  }

  isLive(channel?: string): boolean {
    return this.startedAt(channel) !== undefined
  }

  startedAt(channel?: string): Date | undefined {
    const real = this.#sessions.startedAt(channel)
    return real ?? (isAboutTest() ? this.#tests.streams.startedAt(channel) : undefined)
  }

  session(): string | undefined {
    return this.#sessions.session()
  }

  scene(plugin?: string): string | undefined {
    const real = this.#scenes.scene(plugin, this.#present())
    return real ?? (isAboutTest() ? this.#tests.scenes.scene(plugin, this.#present()) : undefined)
  }
}

function isAboutTest(): boolean {
  return answeredEvent()?.test === true
}
