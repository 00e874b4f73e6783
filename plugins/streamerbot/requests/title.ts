import {
  type Actions,
  type NewEvent,
  type Platform,
  PrometheanError,
  type Provided,
  type TitleTarget,
  titleProblem,
} from 'promethean'

/** How long Twitch's confirmation of a new title may take to arrive through Streamer.bot. */
const CONFIRM_MS = 5_000

/** The title, as reported by Streamer.bot. */
export class Titles {
  readonly #waiting = new Set<(title: string | undefined) => void>()
  #last: string | undefined

  /** The title last reported over this connection. */
  get last(): string | undefined {
    return this.#last
  }

  /** Handles an event that may report a title. */
  read(told: NewEvent): void {
    const title = titleIn(told)
    if (title === undefined) return
    this.#last = title
    for (const take of [...this.#waiting]) take(title)
  }

  /** The connection is lost: no more titles are reported, and the last one may be outdated. */
  end(): void {
    this.#last = undefined
    for (const take of [...this.#waiting]) take(undefined)
  }

  /**
   * Whether this title is confirmed: it is the last one reported, or is reported within 5 s, unless connection or signal
   * end.
   */
  isTold(title: string, signal: AbortSignal | undefined): Promise<boolean> {
    if (this.#last !== undefined && isSame(this.#last, title)) return Promise.resolve(true)
    return new Promise(resolve => {
      const done = (isTold: boolean) => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', giveUp)
        this.#waiting.delete(take)
        resolve(isTold)
      }
      const take = (told: string | undefined) => {
        if (told === undefined || isSame(told, title)) done(told !== undefined)
      }
      const giveUp = () => done(false)
      const timer = setTimeout(giveUp, CONFIRM_MS)
      this.#waiting.add(take)
      signal?.addEventListener('abort', giveUp)
      if (signal?.aborted) giveUp()
    })
  }
}

interface TitleParts {
  readonly actions: Provided<typeof Actions>
  readonly titles: Titles
  /** The platforms Streamer.bot is signed in to; undefined while not connected. */
  platforms(): readonly Platform[] | undefined
}

/** Sets the title by an action that reads it as `%title%`: no request of Streamer.bot does. */
export function titleTarget(
  action: string,
  { actions, titles, platforms }: TitleParts,
): Provided<typeof TitleTarget> {
  return {
    platforms,
    async setTitle(title, options = {}) {
      if (title.trim() === '') {
        throw new PrometheanError('runtime', {
          what: 'cannot set the title',
          why: 'it is empty, and no platform accepts that',
          advice: 'write at least one character',
        })
      }
      // The platforms' answers are not available here: one may refuse it while another confirms it.
      const problem = titleProblem(title, platforms() ?? [])
      if (problem !== undefined) {
        throw new PrometheanError('refused', {
          what: 'cannot set the title',
          why: problem,
          advice: 'change it, Streamer.bot sets it there',
        })
      }
      await actions.run(action, { title }, options)
      return { isConfirmed: await titles.isTold(title, options.signal) }
    },
    getTitle: async () => titles.last,
  }
}

function titleIn({ type, data, test }: NewEvent): string | undefined {
  const tells = type === 'channel.updated' || type === 'stream.online'
  return tells && !test ? data.title : undefined
}

// Platforms trim titles.
function isSame(one: string, other: string): boolean {
  return one.trim() === other.trim()
}
