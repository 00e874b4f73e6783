import type { Running, RunSettings } from './running.ts'

/**
 * Runs a config in this process, as `promethean run` does: edits apply live, and the other commands reach it. It installs
 * no signal handler, does not end the process, writes nothing to stdout, and leaves uncaught errors to the program.
 * Resolves when every plugin is set up.
 * @throws ConfigProblem with every problem of the config
 * @throws PrometheanError if it cannot start, for example because its journal is in use; the signal's reason if that aborted first
 */
export async function run(settings: RunSettings = {}): Promise<Running> {
  // Imported only here, so that importing a name from 'promethean' does not load a journal.
  const { startProject } = await import('./start.ts')
  return startProject(settings)
}
