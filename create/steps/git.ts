import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)
const GIT_MS = 10_000

/** Makes a repository of a folder. @returns whether it did: not without git, and not within another repository */
export async function initGit(folder: string): Promise<boolean> {
  // A hook of another repository may have started this: its variables would name that one.
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^GIT_(DIR|WORK_TREE|INDEX_FILE)$/.test(name),
  )
  const env = { ...Object.fromEntries(inherited), LC_ALL: 'C' }
  const git = (...args: readonly string[]) =>
    run('git', args, { cwd: folder, env, timeout: GIT_MS })
  try {
    await git('rev-parse', '--git-dir')
    return false
  } catch (thrown) {
    // Anything else is a repository that git refuses to look at, or no git.
    if (!/not a git repository/.test(String(Reflect.get(Object(thrown), 'stderr')))) return false
  }
  return git('init', '--quiet').then(
    () => true,
    () => false,
  )
}
