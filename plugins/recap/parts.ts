import type { StreamLine } from './stream-lines.ts'

/** A piece of a stream that fits into one request. */
export type Part = readonly StreamLine[]

// About 2,000 tokens: with the instructions and the answer it fits into the 4,096 that small local models read.
const PART_CHARACTERS = 8_000
// Longer ones add nothing to a recap.
const LINE_CHARACTERS = 300
// Its number, a colon and the line's end.
const EXTRA = 8
// What a request costs beside the lines: instructions, fence and answer.
const REQUEST_TOKENS = 1_300
/** What a token stands for, on average: https://platform.openai.com/tokenizer */
export const CHARACTERS_PER_TOKEN = 4
const PART_TOKENS = PART_CHARACTERS / CHARACTERS_PER_TOKEN + REQUEST_TOKENS

/** What may be spent. */
export interface Budget {
  readonly calls: number
  readonly tokens: number
}

/**
 * Divides a stream into parts for one request each, one of which is left for putting them together. A stream too long for the
 * budget is thinned out evenly, so that its end counts as much as its beginning.
 */
export function partsOf(lines: readonly StreamLine[], budget: Budget): readonly Part[] {
  const affordable = Math.floor(budget.tokens / PART_TOKENS)
  const most = Math.min(budget.calls, affordable)
  const parts = divided(lines)
  if (parts.length <= 1 || parts.length < most) return parts.slice(0, Math.max(most, 0))
  // One is needed to put the others together.
  const room = Math.max(most - 1, 0)
  if (room === 0) return []
  for (let share = room / parts.length; ; share *= 0.95) {
    const thinned = divided(every(lines, share))
    if (thinned.length <= room) return thinned
  }
}

/** A line's text as a request has it, with its number. */
export function numbered(lines: readonly StreamLine[]): readonly string[] {
  return lines.map(({ text }, at) => `${at + 1} ${shortened(text)}`)
}

function divided(lines: readonly StreamLine[]): readonly Part[] {
  const parts: StreamLine[][] = []
  let room = 0
  for (const line of lines) {
    const size = shortened(line.text).length + EXTRA
    if (parts.length === 0 || size > room) {
      parts.push([])
      room = PART_CHARACTERS
    }
    parts.at(-1)?.push(line)
    room -= size
  }
  return parts
}

function every(lines: readonly StreamLine[], share: number): readonly StreamLine[] {
  return lines.filter((_, at) => Math.floor((at + 1) * share) > Math.floor(at * share))
}

function shortened(text: string): string {
  return text.length <= LINE_CHARACTERS ? text : `${text.slice(0, LINE_CHARACTERS).toWellFormed()}…`
}
