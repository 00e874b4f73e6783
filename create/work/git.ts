import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)
const GIT_MS = 10_000

/** Makes a repository of a folder. @returns whether it did: not without git, and not within another repository */
export async function initGit(folder: string): Promise<boolean> {
  // A hook of another repository may have started this: its variables would name that one.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^GIT_(DIR|WORK_TREE|INDEX_FILE)$/.test(name)),
  )
  const git = (...args: readonly string[]) =>
    run('git', args, { cwd: folder, env, timeout: GIT_MS })
  const isInside = await git('rev-parse', '--git-dir').then(
    () => true,
    () => false,
  )
  if (isInside) return false
  return git('init', '--quiet').then(
    () => true,
    () => false,
  )
}
