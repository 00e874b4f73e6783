// Drawn ten times a second at most.
const DRAWN_EVERY_MS = 100

/** How far a long command is, in a line of its own on a terminal; nothing if programs read. */
export interface Progress {
  /** @param share 0 to 1 */
  show(words: string, share: number): void
  /** Takes the line away. */
  end(): void
}

/** On stderr, so that what a command finds can go into a file. */
export function createProgress(
  isJson: boolean,
  screen: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = process.stderr,
): Progress {
  if (isJson || !screen.isTTY) return { show: () => undefined, end: () => undefined }
  let drawnAt = Number.NEGATIVE_INFINITY
  let isDrawn = false
  return {
    show: (words, share) => {
      const now = performance.now()
      if (now - drawnAt < DRAWN_EVERY_MS) return
      drawnAt = now
      isDrawn = true
      screen.write(`\r${words}, ${Math.round(share * 100)} %\u001b[K`)
    },
    end: () => {
      if (isDrawn) screen.write('\r\u001b[K')
      isDrawn = false
    },
  }
}
