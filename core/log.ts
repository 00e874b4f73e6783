import { messageOf } from './errors.ts'
import type { Redactor } from './events/redact.ts'
import type { Log } from './plugin/context.ts'

/** How much a line matters. Warn heals by itself, error wants the streamer. */
export type Level = 'debug' | 'info' | 'warn' | 'error'

/** One fact, as it is written on the terminal and into the log file. */
export interface LogLine {
  readonly level: Level
  readonly time: Date
  /** The use id, or `promethean`. */
  readonly plugin: string
  readonly message: string
  readonly details?: Readonly<Record<string, unknown>>
  readonly stack?: string
}

/** Makes a log for one plugin. No line carries a known secret. */
export function createLog(plugin: string, redactor: Redactor, write: (line: LogLine) => void): Log {
  const at = (level: Level) => (message: string | Error, details?: Record<string, unknown>) =>
    write({
      level,
      time: new Date(),
      plugin,
      message: redactor.text(messageOf(message)),
      ...(message instanceof Error &&
        message.stack !== undefined && { stack: redactor.text(message.stack) }),
      ...(details !== undefined && { details: asDetails(redactor.payload(details)) }),
    })
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

function asDetails(kept: unknown): Readonly<Record<string, unknown>> {
  return typeof kept === 'object' && kept !== null ? { ...kept } : {}
}
