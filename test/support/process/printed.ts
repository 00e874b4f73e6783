/** A line of `--json`. */
export interface Line {
  readonly code: string
  readonly [key: string]: unknown
}

/** What a command has printed so far. */
export class Printed {
  readonly lines: Line[] = []
  /** Stdout that was no JSON, and all of stderr. */
  readonly noise: string[] = []
  /** Stdout that was no JSON: with `--json` there must be none. */
  readonly stray: string[] = []

  /** Takes a line of stdout. */
  stdout(text: string): void {
    try {
      this.lines.push(JSON.parse(text))
    } catch {
      this.stray.push(text)
      this.noise.push(text)
    }
  }

  /** Takes a line of stderr. */
  stderr(text: string): void {
    this.noise.push(text)
  }
}
