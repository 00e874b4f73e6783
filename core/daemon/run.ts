import type { Running, RunSettings } from './running.ts'

/**
 * Runs a config inside this process, as `promethean run` does: takes over edits, answers the other commands. It installs no
 * signal handler, ends no process, writes nothing to stdout, and leaves failures nobody caught to the program.
 * @returns when every plugin was set up
 * @throws ConfigProblem with everything that is wrong with the config
 * @throws PrometheanError where it cannot start, as where its journal is in use; the signal's reason where that aborted first
 */
export async function run(settings: RunSettings = {}): Promise<Running> {
  // Asked for here alone: whoever imports a name from 'promethean' does not load a journal.
  const { startProject } = await import('./start.ts')
  return startProject(settings)
}
