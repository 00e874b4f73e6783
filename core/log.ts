import { messageOf } from './errors.ts'
import type { Log } from './plugin/context.ts'
import type { Redactor } from './secrets/redact.ts'

/** The level of a log line. A warning resolves by itself; an error needs the streamer. */
export type Level = 'debug' | 'info' | 'warn' | 'error'

/** One log line, for the terminal and the log file. */
export interface LogLine {
  readonly level: Level
  readonly time: Date
  /** The plugin's id, or `promethean`. */
  readonly plugin: string
  readonly message: string
  readonly details?: Readonly<Record<string, unknown>>
  readonly stack?: string
}

/** Makes the log of one plugin. Known secrets are removed. The message of an error in `details` is appended to the line. */
export function createLog(plugin: string, redactor: Redactor, write: (line: LogLine) => void): Log {
  const at = (level: Level) => (message: string | Error, details?: Record<string, unknown>) => {
    const said = new Set([message, ...Object.values(details ?? {}).filter(isError)])
    const stack = [...said].find(isError)?.stack
    write({
      level,
      time: new Date(),
      plugin,
      message: redactor.text([...said].map(messageOf).join(': ')),
      ...(stack !== undefined && { stack: redactor.text(stack) }),
      ...(details !== undefined && { details: asDetails(redactor.payload(details)) }),
    })
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

function isError(value: unknown): value is Error {
  return value instanceof Error
}

function asDetails(kept: unknown): Readonly<Record<string, unknown>> {
  return typeof kept === 'object' && kept !== null ? { ...kept } : {}
}
