import { spawn } from 'node:child_process'
import { closeSync, openSync, rmSync } from 'node:fs'
import { mkdtemp, open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Ended, PrometheanProcess } from '../process/promethean.ts'
import { installedOnWindows } from './project.ts'
import { NODE, WINE } from './wine.ts'

const LOOK_MS = 50
/** Wine starts Node in seconds, on a busy machine in many. */
export const PATIENTLY_MS = 120_000
/** For `expect.poll`. */
export const PATIENTLY = { timeout: PATIENTLY_MS, interval: 100 } as const

export interface OnWindows {
  /** As this system sees it. */
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
}

/** Starts `promethean` on Windows. SIGINT arrives there as Ctrl-C; SIGKILL ends it at once, as Task Manager does. */
export async function startOnWindows(
  args: readonly string[],
  settings: OnWindows,
): Promise<PrometheanProcess> {
  return startNode([installedOnWindows('promethean', 'bin.js'), ...args], settings)
}

/** Runs one command of `promethean` to its end. */
export async function runOnWindows(args: readonly string[], settings: OnWindows): Promise<Ended> {
  const run = await startOnWindows(args, settings)
  const timer = setTimeout(() => run.signal('SIGKILL'), PATIENTLY_MS)
  const exitCode = await run.exited
  clearTimeout(timer)
  return { exitCode, lines: run.lines, text: run.noise.join('\n'), stray: run.stray }
}

/** Starts Node for Windows. */
export function startNode(
  args: readonly string[],
  settings: OnWindows,
): Promise<PrometheanProcess> {
  return startProgram([NODE, ...args], settings)
}

/** Starts a program of Windows: its file as this system names it, and its arguments. */
export async function startProgram(
  words: readonly string[],
  { cwd, env = {} }: OnWindows,
): Promise<PrometheanProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'promethean printed '))
  // Files: under Wine, Node dies of a pipe for stderr.
  const [out, err] = [join(folder, 'out'), join(folder, 'err')]
  const [stdout, stderr] = [openSync(out, 'w'), openSync(err, 'w')]
  const { PATH = '', HOME = '' } = process.env
  const child = spawn('wine', words, {
    cwd,
    env: { PATH, HOME, LANG: 'C.UTF-8', NODE_NO_WARNINGS: '1', ...WINE, ...env },
    stdio: ['ignore', stdout, stderr],
  })
  let isOver = false
  const exitCode = new Promise<number | undefined>(resolve => {
    child.on('exit', code => {
      isOver = true
      resolve(code ?? undefined)
    })
  })
  for (const file of [stdout, stderr]) closeSync(file)
  const read = [out, err].map(file => Readable.from(followed(file, () => isOver)))
  const ends = read.map(stream => new Promise(resolve => stream.once('end', resolve)))
  const exited = Promise.all([exitCode, ...ends]).then(([code]) => {
    rmSync(folder, { recursive: true, force: true })
    return code
  })
  const [outRead, errRead] = read
  if (outRead === undefined || errRead === undefined) throw new Error('unreachable: two files')
  return new PrometheanProcess({
    ...{ pid: child.pid ?? 0, stdout: outRead, stderr: errRead, exited },
    signal: name => void child.kill(name),
  })
}

/** What is written to a file, until its writer is gone. */
async function* followed(path: string, isOver: () => boolean): AsyncGenerator<Buffer> {
  const file = await open(path)
  try {
    for (;;) {
      const wasOver = isOver()
      const { bytesRead, buffer } = await file.read({ buffer: Buffer.alloc(65_536) })
      if (bytesRead > 0) yield buffer.subarray(0, bytesRead)
      else if (wasOver) return
      else await sleep(LOOK_MS)
    }
  } finally {
    await file.close()
  }
}
