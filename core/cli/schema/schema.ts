import { openProject } from '../../daemon/project.ts'
import { schema as schemaOperation } from '../../operations/config/schema.ts'
import { TERMINAL } from '../ask-instance.ts'
import { projectGiven } from '../given-here.ts'
import { toStdoutInTurn } from '../shown/stdout.ts'

/** `promethean schema`: one JSON object, by collection and event type; on one line with `--json`. */
export async function schema(settings: {
  readonly config?: string
  readonly json: boolean
}): Promise<number> {
  const project = await openProject(settings.config)
  try {
    const { signal } = new AbortController()
    const given = { ...projectGiven(project), caller: TERMINAL, signal, dry: false }
    const found = await schemaOperation.perform({}, given)
    await toStdoutInTurn(`${JSON.stringify(found, undefined, settings.json ? undefined : 2)}\n`)
    return 0
  } finally {
    await project.close()
  }
}
