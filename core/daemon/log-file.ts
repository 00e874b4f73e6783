import { dirname } from 'node:path'
import pino from 'pino'
import roll from 'pino-roll'
import { DiskTrouble, makeFolder } from '../disk.ts'
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
    const advice = failure instanceof DiskTrouble ? '' : '; rename the folder to get one'
    onTrouble(`cannot write a log file: ${messageOf(failure)}${advice}`)
    return { write: () => undefined, close: async () => undefined }
  }
}

async function open(folder: string): Promise<LogFile> {
  const name = logFileName(folder)
  makeFolder(dirname(name.file), 'the log', 'move the config to another folder to get one')
  const stream = await roll({ ...name, size: '10m', limit: { count: 4 } })
  // A full disk must not end the run; the journal reports it to the streamer.
  stream.on('error', () => undefined)
  const logger = pino({ level: 'debug', base: null, timestamp: false }, stream)
  let isOpen = true
  return {
    write: ({ level, time, plugin, message, details, stack }) => {
      // A timer that a plugin left behind may still speak, and the closed stream would throw.
      if (!isOpen) return
      logger[level](
        { at: time.toISOString(), plugin, ...(details && { details }), ...(stack && { stack }) },
        message,
      )
    },
    close: () =>
      new Promise(resolve => {
        isOpen = false
        stream.once('close', () => resolve())
        // What the disk does not take is lost; the stream would wait for it for ever.
        stream.once('error', () => stream.destroy())
        stream.end()
      }),
  }
}
