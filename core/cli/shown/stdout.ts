// A reader that stopped reading must not fill the memory of a stream of hours.
const MAX_WAITING_BYTES = 1_000_000

const write = process.stdout.write.bind(process.stdout)
let failure: NodeJS.ErrnoException | undefined
process.stdout.on('error', thrown => {
  failure ??= thrown
})
// There is no reader left.
process.stderr.on('error', () => undefined)

/** Redirects what plugins and libraries print to stderr, so that stdout contains only the command's own lines. */
export function reserveStdout(): void {
  const elsewhere = process.stderr.write.bind(process.stderr)
  Object.assign(process.stdout, { write: elsewhere })
}

/** Writes a text, in order; does nothing if the reader has left. */
export function toStdout(text: string): void {
  if (failure === undefined) write(text)
}

/** Whether the reader is so far behind that what can be left out should be. */
export function isStdoutBehind(): boolean {
  return process.stdout.writableLength > MAX_WAITING_BYTES
}

/**
 * Writes a text and waits until it is flushed, so that a slow reader slows down the writer.
 * @returns false if the reader has left, as `head` does
 * @throws the system's error if a file could not be written
 */
export async function toStdoutInTurn(text: string): Promise<boolean> {
  if (failure === undefined)
    await new Promise<void>(resolve => {
      write(text, () => resolve())
    })
  if (failure === undefined) return true
  if (isReaderGone(failure)) return false
  throw failure
}

/** Resolves when everything is flushed, or there is no reader anymore. */
export async function stdoutFlushed(): Promise<void> {
  const flushed = (stream: NodeJS.WriteStream, say: typeof write) =>
    new Promise<void>(resolve => {
      if (stream.destroyed) resolve()
      else say('', () => resolve())
    })
  await Promise.all([
    flushed(process.stdout, write),
    flushed(process.stderr, process.stderr.write.bind(process.stderr)),
  ])
}

// EIO: the terminal was closed. EOF: a pipe of Windows without its reader.
function isReaderGone({ code = '' }: NodeJS.ErrnoException): boolean {
  return ['EPIPE', 'EIO', 'EOF', 'ERR_STREAM_DESTROYED'].includes(code)
}
