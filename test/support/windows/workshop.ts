import { afterAll } from 'vitest'
import { ownPlugins } from '../../flow/own-plugins.ts'
import type { Ended, PrometheanProcess } from '../process/promethean.ts'
import { type OnWindows, PATIENTLY_MS, runOnWindows, startOnWindows } from './program.ts'
import { type WindowsProject, windowsProject } from './project.ts'

/** Projects and processes of one test file; the processes are gone when its tests are done. */
export function windowsWorkshop() {
  const running: PrometheanProcess[] = []
  afterAll(async () => {
    await Promise.all(running.map(run => run.kill()))
  })
  const start = async (args: readonly string[], settings: OnWindows) => {
    const run = await startOnWindows(args, settings)
    running.push(run)
    return run
  }
  return {
    /** A folder with the own plugins and these files. */
    project: (name: string, files: Readonly<Record<string, string>>): WindowsProject =>
      windowsProject(name, { ...ownPlugins, ...files }),
    /** An instance that is ready. */
    async run(
      { folder }: WindowsProject,
      args: readonly string[] = [],
      env: Readonly<Record<string, string>> = {},
    ): Promise<PrometheanProcess> {
      const run = await start(['run', '--json', ...args], { cwd: folder, env })
      await run.next('ready', () => true, PATIENTLY_MS)
      return run
    },
    /** A command that goes on. */
    start: ({ folder }: WindowsProject, ...args: readonly string[]) => start(args, { cwd: folder }),
    /** Runs a command in the project's folder to its end. */
    command: ({ folder }: WindowsProject, ...args: readonly string[]): Promise<Ended> =>
      runOnWindows(args, { cwd: folder }),
  }
}
