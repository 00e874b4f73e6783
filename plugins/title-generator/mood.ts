import type { Event, State } from 'promethean'
import { oneLine } from './text.ts'

type SavedMood = { readonly mood: string; readonly at: number }

const KEY = 'mood'
// A mood of yesterday says nothing of today.
const HOLDS_MS = 12 * 3_600_000
const LENGTH = 60

/** How the streamer said he feels. Fired by hand it is a test event, which history does not tell: so it is kept here. */
export class StreamerMood {
  readonly #state: State

  constructor(state: State) {
    this.#state = state
  }

  /** What answers another event may hold words of a viewer, and is left alone. */
  set({ data, cause }: Event<'mood.set'>): void {
    if (cause !== undefined) return
    const kept: SavedMood = { mood: oneLine(data.mood, LENGTH), at: Date.now() }
    this.#state.set(KEY, kept)
  }

  get(): string | undefined {
    const kept = this.#state.get<SavedMood>(KEY)
    const isFresh = kept !== undefined && Date.now() - kept.at < HOLDS_MS
    return isFresh && kept.mood !== '' ? kept.mood : undefined
  }
}
