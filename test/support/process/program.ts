import type { Readable } from 'node:stream'

/** The settings `promethean` is started with. */
export interface Wanted {
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  /** Whether something is written to its stdin; else it is empty. */
  readonly takesInput?: boolean
  /** The system it is to believe it runs on. */
  readonly platform?: NodeJS.Platform
}

/** A started `promethean`, in a process of its own or in one that others ran in before. */
export interface Program {
  readonly pid: number
  readonly stdout: Readable
  readonly stderr: Readable
  /** The exit code, after all output was read; undefined if a signal ended it. */
  readonly exited: Promise<number | undefined>
  signal(signal: NodeJS.Signals): void
}

/** One whose stdin can be written to. */
export interface Fed extends Program {
  /** Writes to its stdin; without a text, closes it. */
  input(text?: string): void
}
