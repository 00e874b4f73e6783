import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { onDisk, renameFile } from '../../disk.ts'

// macOS ends a socket's path at 104 bytes, its closing zero among them; Linux at 108.
const MAX_SOCKET_BYTES = 103

/** How to reach a running instance: the content of `<journal file>.run.json`. */
export interface RunFile {
  readonly pid: number
  /** A socket's path, a pipe's name on Windows. */
  readonly address: string
  readonly token: string
}

const runFileSchema = z.object({
  pid: z.number(),
  address: z.string().min(1),
  token: z.string().min(16),
})

/**
 * The address for the instance on a journal: a socket in the system's folder for temporary files, which is short;
 * a named pipe on Windows, which has no socket files.
 */
export function addressFor(
  journalFile: string,
  platform: string = process.platform,
  folder: string = tmpdir(),
): string {
  const name = `promethean-${createHash('sha256').update(resolve(journalFile)).digest('hex').slice(0, 16)}`
  if (platform === 'win32') return `\\\\.\\pipe\\${name}`
  const socket = join(folder, `${name}.sock`)
  return Buffer.byteLength(socket) > MAX_SOCKET_BYTES ? join('/tmp', `${name}.sock`) : socket
}

/** What a client needs to reach an instance. */
export function newToken(): string {
  return randomBytes(24).toString('base64url')
}

/** Writes the run file, readable by its owner alone. */
export async function writeRunFile(journalFile: string, run: RunFile): Promise<void> {
  const file = runFile(journalFile)
  await onDisk(`write the run file ${file}`, async () => {
    // Written next to it and renamed, so that no reader sees a partial file.
    await writeFile(`${file}.new`, JSON.stringify(run), { mode: 0o600 })
    renameFile(`${file}.new`, file)
  })
}

export async function removeRunFile(journalFile: string): Promise<void> {
  await rm(runFile(journalFile), { force: true })
}

/** Undefined if it does not exist or cannot be read. */
export function readRunFile(journalFile: string): RunFile | undefined {
  try {
    return runFileSchema.parse(JSON.parse(readFileSync(runFile(journalFile), 'utf8')))
  } catch {
    return undefined
  }
}

function runFile(journalFile: string): string {
  return `${journalFile}.run.json`
}
