import pino from 'pino'
import roll from 'pino-roll'
import { messageOf } from '../errors.ts'
import type { LogLine } from '../log.ts'
import { logFileName } from '../operations/logs/log-files.ts'

/** The log file, with all lines including debug. */
export interface LogFile {
  write(line: LogLine): void
  close(): Promise<void>
}

/**
 * Writes to `.promethean/logs`: five files of 10 MB, the oldest is deleted. If that is impossible, it reports so and writes
 * nothing.
 */
export async function openLogFile(
  folder: string,
  onTrouble: (sentence: string) => void,
): Promise<LogFile> {
  try {
    return await open(folder)
  } catch (failure) {
    // Some folders' names pino-roll does not take.
    onTrouble(`cannot write a log file: ${messageOf(failure)}; rename the folder to get one`)
    return { write: () => undefined, close: async () => undefined }
  }
}

async function open(folder: string): Promise<LogFile> {
  const stream = await roll({
    ...logFileName(folder),
    size: '10m',
    limit: { count: 4 },
    mkdir: true,
  })
  // A full disk must not end the run; the journal reports it to the streamer.
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
