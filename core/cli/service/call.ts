import { execFile } from 'node:child_process'

const DEADLINE_MS = 30_000

/** A program of the system failed or is missing. */
export class CallFailed extends Error {
  readonly isMissing: boolean

  constructor(program: string, said: string, isMissing: boolean) {
    super(isMissing ? `${program} is not there` : `${program}: ${said}`)
    this.isMissing = isMissing
  }
}

/** Calls a program of the system. @returns what it printed @throws CallFailed with what it said */
export function call(program: string, ...args: readonly string[]): Promise<string> {
  // In English, so that what it says can be read and explained.
  const settings = { timeout: DEADLINE_MS, windowsHide: true, env: { ...process.env, LC_ALL: 'C' } }
  return new Promise((resolve, reject) => {
    execFile(program, args, settings, (failure, stdout, stderr) => {
      if (failure === null) return resolve(stdout)
      const isMissing = failure.code === 'ENOENT'
      const said = failure.killed ? 'no answer in 30 s' : (stderr || stdout).trim().split('\n')[0]
      reject(new CallFailed(program, said || `it ended with ${failure.code}`, isMissing))
    })
  })
}
