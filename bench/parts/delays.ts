import { percentile } from './statistics.ts'

/** Lines that only warm both sides up: V8 compiles what it has called 3,000 times (its `--invocation-count-for-turbofan`), and takes a while. */
export const WARM_UP = 5_000

export interface DelayResult {
  readonly count: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
}

/** How long after a line was written somebody reacted to it; lines as the chat server of this folder paces them. */
export class Delays {
  // Those that warm up too: were the first one measured another way than those before, V8 would throw away what it compiled.
  readonly #ms: number[] = []

  get count(): number {
    return Math.max(this.#ms.length - WARM_UP, 0)
  }

  note(text: string): void {
    const now = process.hrtime.bigint()
    const [, writtenAt] = text.split(' ')
    // The monotonic clock is one for all processes of a machine.
    if (writtenAt) this.#ms.push(Number(now - BigInt(writtenAt)) / 1e6)
  }

  result(): DelayResult {
    const ms = this.#ms.slice(WARM_UP)
    return { count: ms.length, p50: percentile(ms, 0.5), p99: percentile(ms, 0.99) }
  }
}
