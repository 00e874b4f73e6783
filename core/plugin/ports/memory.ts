import { definePort, ownPort } from '../port.ts'
import type { EventQuery } from './runtime.ts'

/** What is searched: lines of chat; notes (`memory.noted`); titles and answers of language models. */
export const MEMORY_PLACES = ['chat', 'memory', 'events'] as const

export type MemoryPlace = (typeof MEMORY_PLACES)[number]

/** How it is searched: by the words as they are written, by what they mean, or by both. */
export const MEMORY_WAYS = ['words', 'meaning', 'both'] as const

export type MemoryWay = (typeof MEMORY_WAYS)[number]

/** Which part of what was kept is searched. Times are compared with `received`. */
export interface MemoryRange
  extends Pick<EventQuery, 'channel' | 'platform' | 'session' | 'since' | 'until'> {
  /** Default: chat. */
  readonly in?: readonly MemoryPlace[]
  /** Include test events; default false. */
  readonly tests?: boolean
  /** Maximum number of passages. */
  readonly limit: number
}

/** Something that was said in one place: a moment of chat, or a single event. */
export interface Passage {
  readonly place: MemoryPlace
  /** The ids of its events, in the order of the journal. One for a single line, title, answer or note. */
  readonly ids: readonly string[]
  readonly begin: Date
  readonly end: Date
  readonly platform?: string
  readonly channel?: string
  readonly session?: string
}

/** A passage that means something like what was asked for. */
export interface NearPassage extends Passage {
  /** The cosine between its vector and that of the question: -1 to 1, comparable within one model. */
  readonly similarity: number
}

/** Passages found by meaning, the nearest first. */
export interface NearPassages {
  readonly passages: readonly NearPassage[]
  /** The model whose vectors were compared. */
  readonly model: string
  /** Present if not everything has a vector yet: passages after this time are missing. */
  readonly completeUntil?: Date
}

/** Finds passages by meaning. Provided by a plugin that keeps vectors of what was said. */
export interface MemoryIndex {
  /**
   * @param text what is asked for, in any words
   * @throws EmbeddingsFailure if the question cannot be embedded, because the model is away for example
   */
  nearest(text: string, range: MemoryRange, signal?: AbortSignal): Promise<NearPassages>
}
export const MemoryIndex = definePort<MemoryIndex>('MemoryIndex')

/** A passage that was found, and why. */
export interface FoundPassage extends Passage {
  /** 1 is the best by words; absent if the words do not find it. */
  readonly wordsRank?: number
  /** 1 is the best by meaning; absent if the meaning does not find it. */
  readonly meaningRank?: number
  /** The ids of those of its events that the words find. By both: that have at least half as much of them as the best line. */
  readonly hits: readonly string[]
}

/** Passages, the best first. */
export interface FoundPassages {
  readonly passages: readonly FoundPassage[]
  /** Present if meaning was asked for and could not be searched: only words were, and this is the reason. */
  readonly wordsOnly?: string
  /** Present if older lines are not searched by words yet: the result is complete only from this time on. */
  readonly completeSince?: Date
  /** Present if newer passages are not searched by meaning yet: the result is complete only up to this time. */
  readonly completeUntil?: Date
}

/** Searches everything kept, by words and by meaning. Provided by core. */
export interface Memory {
  /**
   * @param text what is asked for
   * @param range.by default: both if the config has a plugin that keeps vectors, else words
   * @throws PrometheanError if `by` is `meaning` and nothing can search by it
   */
  search(
    text: string,
    range: MemoryRange & { readonly by?: MemoryWay },
    signal?: AbortSignal,
  ): Promise<FoundPassages>
}
export const Memory = ownPort<Memory>('Memory')
