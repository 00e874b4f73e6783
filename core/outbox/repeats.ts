import { WINDOW_MS } from './budget.ts'
import { variations } from './variations.ts'

const MAX_TEXTS = 1_000
// What Twitch removes from a message before it looks for copies, since August 2025.
const STRIPPED = /[\u{E0000}-\u{E007F}]/gu

interface SaidText {
  readonly where: string
  /** As Twitch compares it. */
  readonly text: string
  /** By the monotonic clock. */
  readonly at: number
}

/** Varies a text that is sent again in one channel within 30 s. */
export class RepeatedTexts {
  readonly #said: SaidText[] = []

  /** The first variant of the text that was not sent there in the last 30 s; undefined if none is left. */
  vary(text: string, where: string, most: number): string | undefined {
    const oldest = performance.now() - WINDOW_MS
    const used = new Set(
      this.#said.flatMap(one => (one.at > oldest && one.where === where ? [one.text] : [])),
    )
    for (const varied of variations(text, most)) if (!used.has(compared(varied))) return varied
    return undefined
  }

  /** Records that this variant was sent there. */
  remember(said: string, where: string, at: number): void {
    this.#said.push({ where, text: compared(said), at })
    const oldest = at - WINDOW_MS
    while (this.#said[0] !== undefined && this.#said[0].at < oldest) this.#said.shift()
    if (this.#said.length > MAX_TEXTS) this.#said.shift()
  }
}

function compared(text: string): string {
  return text.replace(STRIPPED, '').trimEnd()
}
