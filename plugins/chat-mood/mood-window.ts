import type { Events } from 'promethean'
import type { LineMood } from './sentiment.ts'

export type Mood = Events['chat.mood']

/** A message in the window. */
export interface MoodLine extends LineMood {
  /** By the monotonic clock. */
  readonly at: number
  readonly chatter: string
  readonly isMention: boolean
}

// Ten times the busiest chats; past it the oldest go and the window is shorter.
const MOST_LINES = 10_000

/** The messages of one channel within the last milliseconds given. */
export class MoodWindow {
  readonly #lengthMs: number
  readonly #most: number
  #lines: MoodLine[] = []

  constructor(lengthMs: number, most = MOST_LINES) {
    this.#lengthMs = lengthMs
    this.#most = most
  }

  add(line: MoodLine): void {
    this.#lines.push(line)
    // In portions: taking away one by one would move all the others each time.
    if (this.#lines.length >= this.#most * 1.1) this.#lines = this.#lines.slice(-this.#most)
  }

  /** The current mood; undefined if there are no messages in the window. */
  mood(now: number): Mood | undefined {
    const from = this.#lines.findIndex(({ at }) => now - at < this.#lengthMs)
    this.#lines = from < 0 ? [] : this.#lines.slice(Math.max(from, this.#lines.length - this.#most))
    const [oldest] = this.#lines
    if (oldest === undefined) return undefined
    const isFull = this.#lines.length === this.#most
    return moodOf(this.#lines, isFull ? Math.max(now - oldest.at, 1) : this.#lengthMs)
  }
}

/** The mood of all messages in a window of this many milliseconds. */
function moodOf(lines: readonly MoodLine[], spanMs: number): Mood {
  const scores = lines.flatMap(({ sentiment }) => sentiment ?? [])
  const words = sum(lines.map(line => line.words))
  return {
    rate: rounded((lines.length * 60_000) / spanMs, 10),
    chatters: new Set(lines.map(({ chatter }) => chatter)).size,
    mentions: lines.filter(({ isMention }) => isMention).length,
    emotes: sum(lines.map(line => line.emotes)),
    sentiment: scores.length === 0 ? 0 : rounded(sum(scores) / scores.length, 100),
    understood: words === 0 ? 0 : rounded(sum(lines.map(line => line.understood)) / words, 100),
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((whole, value) => whole + value, 0)
}

// Never -0, which JSON does not have.
function rounded(value: number, steps: number): number {
  return Math.round(value * steps) / steps + 0
}
