import { join } from 'node:path'
import { afterAll, vi } from 'vitest'
import { askRunning } from '../../core/daemon/control/client.ts'
import {
  type Line,
  makeProject,
  PrometheanProcess,
  type RunSettings,
  runCommand,
  startPromethean,
  type TestProject,
} from '../support/process/promethean.ts'
import { ownPlugins } from './own-plugins.ts'

/** Projects and processes of one test file; all are gone when its tests are done. */
export function workshop() {
  const projects: TestProject[] = []
  const running: PrometheanProcess[] = []
  afterAll(async () => {
    for (const run of running) await run.kill()
    for (const project of projects) project.remove()
  })
  return {
    /** A folder with the own plugins and these files. */
    project(files: Readonly<Record<string, string>>, name?: string): TestProject {
      const made = makeProject({ ...ownPlugins, ...files }, name)
      projects.push(made)
      return made
    },
    /** An instance that is ready. */
    async start({ file }: TestProject, settings?: RunSettings): Promise<PrometheanProcess> {
      const run = await startPromethean(file, settings)
      running.push(run)
      return run
    },
    /** A command that goes on. */
    spawn(args: readonly string[], settings?: RunSettings): PrometheanProcess {
      const run = new PrometheanProcess(args, settings)
      running.push(run)
      return run
    },
  }
}

/** Runs a command on a project's config to its end. */
export function command({ file }: TestProject, ...args: string[]) {
  return runCommand([...args, '--config', file])
}

/** What `export` prints. */
export async function exported(made: TestProject, ...args: string[]): Promise<readonly Line[]> {
  return (await command(made, 'export', ...args)).lines
}

type Status = Readonly<Record<string, unknown>>

/** What `status` tells, asked without a process of its own. */
export async function statusOf({ folder }: TestProject, journal = 'journal.db'): Promise<Status> {
  const status = await askRunning(join(folder, '.promethean', journal), 'status')
  if (status === undefined) throw new Error('no instance is running')
  return Object(status)
}

/** The first status that is so; the one a run prints by itself comes every five seconds only. */
export function statusWhere(
  made: TestProject,
  isSo: (status: Status) => boolean,
  journal?: string,
): Promise<Status> {
  const look = async () => {
    const status = await statusOf(made, journal)
    if (isSo(status)) return status
    throw new Error(`the status is still ${JSON.stringify(status)}`)
  }
  return vi.waitFor(look, { timeout: 30_000, interval: 50 })
}

/** State and since of each plugin. */
export function pluginsOf(
  status: Readonly<Record<string, unknown>>,
): Readonly<Record<string, { state: string; since: string }>> {
  const plugins: { id: string; state: string; since: string }[] = Object(status).plugins ?? []
  return Object.fromEntries(plugins.map(one => [one.id, one]))
}

/** A file with a plugin that has this setup. */
export function pluginFile(name: string, setup: string, imports = ''): string {
  return `
import { definePlugin } from 'promethean'
${imports}
export default definePlugin({ name: '${name}', setup: ${setup} })
`
}
