import { formatProblems } from '../config/format.ts'
import { createOutput } from './output.ts'
import { openProject } from './project.ts'

/** `promethean check`: 0 where the config has no problem, else 1. Starts nothing. */
export async function check(settings: {
  readonly config?: string
  readonly json: boolean
}): Promise<number> {
  const output = createOutput(settings.json)
  const project = await openProject(settings.config)
  try {
    const { problems, config } = await project.read()
    for (const problem of problems) output.json({ code: 'problem', ...problem })
    output.json({ code: 'checked', problems: problems.length })
    if (problems.length > 0)
      output.trouble(formatProblems(project.name, problems, 'nothing was started'))
    else
      output.line(`${project.name} has no problem: ${config?.uses.map(({ id }) => id).join(', ')}`)
    return problems.length === 0 ? 0 : 1
  } finally {
    await project.close()
  }
}
