import { WINDOW_MS } from './budget.ts'

// Chat shows nothing of it, and to Twitch the text is another one; chat clients do the same.
const MARK = '\u{E0000}'
const MARKS = / ?\u{E0000}+$/u
const MAX_TEXTS = 1_000

interface SaidText {
  readonly where: string
  readonly text: string
  readonly marks: number
  /** By the monotonic clock. */
  readonly at: number
}

/** Makes the same text said again in one channel within 30 s a different one. */
export class RepeatedTexts {
  readonly #said: SaidText[] = []

  /** The text with as many marks as none of its copies of the last 30 s there has; as it is where that would be too long. */
  vary(text: string, where: string, most: number): string {
    const now = performance.now()
    const used = new Set(
      this.#said
        .filter(one => one.at > now - WINDOW_MS && one.where === where && one.text === text)
        .map(({ marks }) => marks),
    )
    let marks = 0
    while (used.has(marks)) marks += 1
    if (marks === 0) return text
    const varied = `${text} ${MARK.repeat(marks)}`
    return [...varied].length > most ? text : varied
  }

  /** It was said there, with its marks. */
  remember(said: string, where: string, at: number): void {
    const [found = ''] = MARKS.exec(said) ?? []
    const text = said.slice(0, said.length - found.length)
    this.#said.push({ where, text, marks: [...found.trim()].length, at })
    const oldest = at - WINDOW_MS
    while (this.#said[0] !== undefined && this.#said[0].at < oldest) this.#said.shift()
    if (this.#said.length > MAX_TEXTS) this.#said.shift()
  }
}
