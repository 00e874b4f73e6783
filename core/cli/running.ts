import { PrometheanError } from '../errors.ts'
import { askRunning } from './control.ts'
import { openProject, type Project } from './project.ts'

/** The journal of a config, without starting anything. */
export async function withProject<T>(
  config: string | undefined,
  work: (project: Project, journalFile: string) => Promise<T>,
): Promise<T> {
  const project = await openProject(config)
  try {
    return await work(project, await project.journalFile())
  } finally {
    await project.close()
  }
}

/**
 * Asks the running instance.
 * @throws PrometheanError where none runs
 */
export async function askOrFail(
  journalFile: string,
  command: string,
  body?: unknown,
): Promise<unknown> {
  const answer = await askRunning(journalFile, command, body)
  if (answer !== undefined) return answer
  throw new PrometheanError(
    'runtime',
    `no instance runs on ${journalFile}; start one with promethean run`,
  )
}
