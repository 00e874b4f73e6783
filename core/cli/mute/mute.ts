import { changeJournal } from '../ask-instance.ts'
import { withProject } from '../journal-access.ts'
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
    const place = { journalFile, project }
    const { value: saved, isRunning } = await changeJournal(place, what, { plugin })
    output.json({
      code: `${what}d`,
      ...(plugin !== undefined && { plugin }),
      running: isRunning,
      ...(!saved.saved && saved),
    })
    output.line(sentence(what, plugin, isRunning))
    if (!saved.saved) output.trouble(`not saved yet, so a restart would undo it: ${saved.reason}`)
    return 0
  })
}

function sentence(what: Change, plugin: string | undefined, isRunning: boolean): string {
  const who = plugin ?? 'everything'
  const when = isRunning ? '' : ', from the next start on'
  const undo = ['promethean unmute', plugin].filter(Boolean).join(' ')
  return what === 'mute'
    ? `${who} is muted${when}: no output; ${undo} allows it again`
    : `${who} may speak and act again${when}`
}
