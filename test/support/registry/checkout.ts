import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { environmentOfNpm } from '../packages/npm.ts'
import { ROOT } from '../packages/tools.ts'
import { showProgress } from './progress.ts'
import type { Registry } from './registry.ts'

const run = promisify(execFile)
const COMMAND_MS = 300_000
// As a workflow has them.
const WORKFLOW = {
  GITHUB_SERVER_URL: 'https://git.example',
  GITHUB_REPOSITORY: 'ann/promethean',
}
const WRITER = 'git config user.name Writer && git config user.email writer@localhost'

/** A copy of this checkout with a history of its own, in which releases are made. */
export interface Checkout {
  /** Types a command in it. @returns what it printed @throws Error with that if it fails */
  type(command: string): Promise<string>
  read(file: string): Promise<string>
  /** @throws Error if it changes nothing */
  edit(file: string, change: (text: string) => string): Promise<void>
  remove(): Promise<void>
}

/** @param npmrc the lines of an .npmrc with which npm may publish to the registry */
export async function copyCheckout(registry: Registry, npmrc: string): Promise<Checkout> {
  const top = await mkdtemp(join(tmpdir(), 'promethean release '))
  const folder = join(top, 'promethean')
  const userconfig = join(top, '.npmrc')
  await writeFile(userconfig, `registry=${registry.url}\naudit=false\nfund=false\n${npmrc}`)
  const { npm_config_registry: _, ...variables } = environmentOfNpm()
  const env = { ...variables, ...WORKFLOW, npm_config_userconfig: userconfig }
  const type = async (command: string) => {
    showProgress('>', command)
    const settings = { cwd: folder, env, timeout: COMMAND_MS, maxBuffer: 20_000_000 }
    const { stdout, stderr } = await run('sh', ['-c', command], settings)
    return stdout + stderr
  }
  await copyFiles(folder)
  await type(`git init --quiet && ${WRITER} && git add . && git commit --quiet -m 'all of it'`)
  return {
    type,
    read: file => readFile(join(folder, file), 'utf8'),
    edit: async (file, change) => {
      const text = await readFile(join(folder, file), 'utf8')
      if (change(text) === text) throw new Error(`${file} is as it was`)
      await writeFile(join(folder, file), change(text))
    },
    remove: () => rm(top, { recursive: true, force: true, maxRetries: 5 }),
  }
}

async function copyFiles(folder: string): Promise<void> {
  const listed = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const { stdout } = await run('git', listed, { cwd: ROOT })
  for (const file of stdout.split('\0')) {
    if (file !== '' && existsSync(join(ROOT, file))) await cp(join(ROOT, file), join(folder, file))
  }
}
