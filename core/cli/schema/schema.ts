import { jsonSchemas } from '../../config/check/json-schemas.ts'
import { openProject, requireConfig } from '../../daemon/project.ts'
import { toStdoutInTurn } from '../shown/stdout.ts'

/** `promethean schema`: one JSON object, by collection and event type; on one line with `--json`. */
export async function schema(settings: {
  readonly config?: string
  readonly json: boolean
}): Promise<number> {
  const project = await openProject(settings.config)
  try {
    const found = jsonSchemas((await requireConfig(project)).uses)
    await toStdoutInTurn(`${JSON.stringify(found, undefined, settings.json ? undefined : 2)}\n`)
    return 0
  } finally {
    await project.close()
  }
}
