import { join } from 'node:path'
import pino from 'pino'
import roll from 'pino-roll'
import type { LogLine } from '../log.ts'

/** Writes every line, debug ones too, to `.promethean/logs`: five files of 10 MB, the oldest goes. */
export async function openLogFile(
  folder: string,
): Promise<{ write(line: LogLine): void; close(): Promise<void> }> {
  const stream = await roll({
    file: join(folder, '.promethean', 'logs', 'promethean'),
    extension: '.log',
    size: '10m',
    limit: { count: 4 },
    mkdir: true,
  })
  // A full disk must not end the stream; the journal says so where the streamer looks.
  stream.on('error', () => undefined)
  const logger = pino({ level: 'debug', base: null, timestamp: false }, stream)
  return {
    write: ({ level, time, plugin, message, details, stack }) => {
      logger[level](
        { at: time.toISOString(), plugin, ...(details && { details }), ...(stack && { stack }) },
        message,
      )
    },
    close: () =>
      new Promise(resolve => {
        stream.once('close', () => resolve())
        // What the disk does not take is lost; the stream would wait for it for ever.
        stream.once('error', () => stream.destroy())
        stream.end()
      }),
  }
}
