import { appendFile, rm, stat } from 'node:fs/promises'
import { makeFolder, onDisk } from '../disk.ts'
import { messageOf } from '../errors.ts'
import type { LogLine } from '../log.ts'
import { logFile, logFiles, logFolder, numberOf } from '../operations/logs/log-files.ts'
import { writtenLine } from '../operations/logs/log-lines.ts'

const FILES = 5
const FILE_BYTES = 10_000_000
// Of what waits for a slow disk; later lines are lost.
const MAX_WAITING = 1_000_000

/** The log file, with all lines including debug. */
export interface LogFile {
  write(line: LogLine): void
  /** After what was written before. */
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
    makeFolder(logFolder(folder), 'the log', 'move the config to another folder to get one')
    const number = Math.max(1, numberOf((await logFiles(folder)).at(-1) ?? ''))
    const file = logFile(folder, number)
    await onDisk(`write ${file}`, () => appendFile(file, ''))
    return new NumberedFiles(folder, number)
  } catch (failure) {
    onTrouble(`cannot write a log file: ${messageOf(failure)}`)
    return { write: () => undefined, close: async () => undefined }
  }
}

/** One file after the other, each opened for what is appended: one that was deleted is made again. */
class NumberedFiles implements LogFile {
  readonly #folder: string
  #number: number
  #waiting = ''
  #writing: Promise<void> | undefined
  #isOpen = true

  constructor(folder: string, number: number) {
    this.#folder = folder
    this.#number = number
  }

  write(line: LogLine): void {
    // A timer that a plugin left behind may still speak.
    if (!this.#isOpen || this.#waiting.length > MAX_WAITING) return
    this.#waiting += writtenLine(line)
    this.#writing ??= this.#writeAll()
  }

  async close(): Promise<void> {
    this.#isOpen = false
    await this.#writing
  }

  async #writeAll(): Promise<void> {
    // What the same turn still says goes with it.
    await undefined
    while (this.#waiting !== '') {
      const text = this.#waiting
      this.#waiting = ''
      try {
        await this.#append(text)
      } catch {
        // A full disk must not end the run; the journal reports it to the streamer.
      }
    }
    this.#writing = undefined
  }

  async #append(text: string): Promise<void> {
    const isFull = (await sizeOf(logFile(this.#folder, this.#number))) >= FILE_BYTES
    if (isFull) this.#number += 1
    await appendFile(logFile(this.#folder, this.#number), text)
    if (isFull) for (const old of (await logFiles(this.#folder)).slice(0, -FILES)) await rm(old)
  }
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.size ?? 0
}
