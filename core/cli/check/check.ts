import { formatProblems } from '../../config/format.ts'
import { openProject } from '../../daemon/project.ts'
import { ConfigProblem, type Problem } from '../../errors.ts'
import { carryOut } from '../ask-instance.ts'
import { createOutput } from '../shown/output.ts'

/** `promethean check`: 0 if the config has no problem, else 1. Starts nothing. */
export async function check(settings: {
  readonly config?: string
  readonly json: boolean
}): Promise<number> {
  const output = createOutput(settings.json)
  const { name, problems, plugins, warnings } = await look(settings.config)
  for (const message of warnings) output.json({ code: 'warning', message })
  for (const problem of problems) output.json({ code: 'problem', ...problem })
  output.json({ code: 'checked', problems: problems.length })
  for (const message of warnings) output.trouble(message)
  if (problems.length === 0) {
    output.line(`${name} has no problems: ${plugins.join(', ')}`)
    return 0
  }
  output.trouble(
    name === undefined ? new ConfigProblem(problems).message : formatProblems(name, problems),
  )
  return 1
}

interface Looked {
  /** Absent if there is no config. */
  readonly name?: string
  readonly problems: readonly Problem[]
  readonly plugins: readonly string[]
  readonly warnings: readonly string[]
}

async function look(wanted: string | undefined): Promise<Looked> {
  try {
    const project = await openProject(wanted)
    try {
      const { value } = await carryOut(project, { name: 'check', input: {} })
      return { name: project.name, ...value }
    } finally {
      await project.close()
    }
  } catch (failure) {
    if (failure instanceof ConfigProblem)
      return { problems: failure.problems, plugins: [], warnings: [] }
    throw failure
  }
}
