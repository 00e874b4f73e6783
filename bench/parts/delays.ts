import { percentile } from './statistics.ts'

/** Lines that only warm both sides up. */
export const WARM_UP = 3_000

export interface DelayResult {
  readonly count: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
}

/** How long after a line was written somebody reacted to it; lines as the chat server of this folder paces them. */
export class Delays {
  readonly #ms: number[] = []

  get count(): number {
    return this.#ms.length
  }

  note(text: string): void {
    const now = process.hrtime.bigint()
    const [number, writtenAt] = text.split(' ')
    // The monotonic clock is one for all processes of a machine.
    if (writtenAt && Number(number) >= WARM_UP) this.#ms.push(Number(now - BigInt(writtenAt)) / 1e6)
  }

  result(): DelayResult {
    return {
      count: this.#ms.length,
      p50: percentile(this.#ms, 0.5),
      p99: percentile(this.#ms, 0.99),
    }
  }
}
