import type { Event, State } from 'promethean'
import { oneLine } from './text.ts'

type SavedMood = { readonly mood: string; readonly at: number }

const KEY = 'mood'
// Yesterday's mood says nothing about today.
const HOLDS_MS = 12 * 3_600_000
const LENGTH = 60

/** The streamer's mood. A fired event is a test event, which history does not contain, so the mood is stored here. */
export class StreamerMood {
  readonly #state: State

  constructor(state: State) {
    this.#state = state
  }

  /** An event that answers another one may contain a viewer's text, and is ignored. */
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
