import { askRunning } from '../../daemon/control/client.ts'
import { answers } from '../../daemon/control/schemas.ts'
import { type Project, requireConfig } from '../../daemon/project.ts'
import { RUNTIME } from '../../events/runtime-source.ts'
import { openState } from '../../journal/state.ts'
import { Mutes } from '../../ports/mutes.ts'
import { requireUse } from '../../runtime/muting.ts'
import { changeStopped, withProject } from '../journal-access.ts'
import { createOutput } from '../shown/output.ts'

export interface MuteSettings {
  readonly config?: string
  readonly json: boolean
  /** A use id; left out: everything. */
  readonly plugin: string | undefined
}

type Change = 'mute' | 'unmute'

/** `promethean mute`: nothing leaves any more, of one plugin or at all; kept over a restart. */
export function mute(settings: MuteSettings): Promise<number> {
  return change('mute', settings)
}

/** `promethean unmute`: lets through what was muted. */
export function unmute(settings: MuteSettings): Promise<number> {
  return change('unmute', settings)
}

async function change(what: Change, { config, json, plugin }: MuteSettings): Promise<number> {
  const output = createOutput(json)
  return withProject(config, async (journalFile, project) => {
    const answer = await askRunning(journalFile, what, { plugin })
    const isRunning = answer !== undefined
    if (!isRunning) {
      const ids = plugin === undefined ? [] : await idsOf(project)
      await changeMutes(journalFile, mutes => {
        const known = what === 'mute' ? ids : [...ids, ...(mutes.muted?.plugins ?? [])]
        if (plugin !== undefined) requireUse(plugin, known)
        mutes[what](plugin)
      })
    }
    const unsaved = isRunning ? answers.unsaved.safeParse(answer).data : undefined
    output.json({
      code: `${what}d`,
      ...(plugin !== undefined && { plugin }),
      running: isRunning,
      ...unsaved,
    })
    output.line(sentence(what, plugin, isRunning))
    if (unsaved !== undefined)
      output.trouble(`a restart would forget it until it is saved: ${unsaved.reason}`)
    return 0
  })
}

// Nothing runs: it is written where the next start reads it.
async function changeMutes(journalFile: string, change: (mutes: Mutes) => void): Promise<void> {
  await changeStopped(journalFile, async journal => {
    const state = await openState(journal, RUNTIME)
    const mutes = new Mutes()
    mutes.resume(state)
    change(mutes)
    await state.flush()
  })
}

async function idsOf(project: Project): Promise<readonly string[]> {
  const config = await requireConfig(project)
  return config.uses.map(({ id }) => id)
}

function sentence(what: Change, plugin: string | undefined, isRunning: boolean): string {
  const who = plugin ?? 'everything'
  const when = isRunning ? '' : ', from the next start on'
  const undo = ['promethean unmute', plugin].filter(Boolean).join(' ')
  return what === 'mute'
    ? `${who} is muted${when}: nothing leaves; ${undo} lets it through`
    : `${who} may speak and act again${when}`
}
