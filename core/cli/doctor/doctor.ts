import type { z } from 'zod'
import { attribute } from '../../blame/attribute.ts'
import { openProject } from '../../daemon/project.ts'
import { messageOf } from '../../errors.ts'
import { RUNTIME } from '../../events/runtime-source.ts'
import { doctor } from '../../operations/doctor/doctor.ts'
import type { Examined } from '../../operations/doctor/examine-uses.ts'
import { conditionOf, TERMINAL } from '../ask-instance.ts'
import { projectGiven } from '../given-here.ts'
import type { Called } from '../input-command.ts'
import { startLongWork } from '../long-work.ts'
import { createOutput, type Output, printable } from '../shown/output.ts'

const INTERRUPTED = {
  what: 'the examination was interrupted',
  advice: 'its findings so far are above, and nothing was changed',
}

type Input = z.input<typeof doctor.input>
type Wanted = z.output<typeof doctor.input>

/** `promethean doctor`: checks everything a config needs, with or without a running instance; Ctrl-C ends it. */
export async function printExamined({
  input,
  config,
  json,
}: Called<Input, Wanted>): Promise<number> {
  const output = createOutput(json)
  const project = await openProject(config)
  const { signal, progress, end } = startLongWork(INTERRUPTED, json)
  let bad = 0
  const tell = (found: Examined) => {
    progress.end()
    if (signal.aborted) return
    if (!found.ok) bad += 1
    show(output, found)
  }
  // A library's late event must end neither the examination of all the others nor, after a Ctrl-C, the sentence about it.
  const forgetStrays = attribute(failure => tell(stray(failure)))
  try {
    const all = doctor.listen(input, {
      ...projectGiven(project, conditionOf),
      ...{ caller: TERMINAL, dry: false, signal },
      onProgress: progress.show,
    })
    for await (const found of all) tell(found)
    output.line(
      bad === 0 ? '\nall is well' : `\n${bad} of these ${bad === 1 ? 'needs' : 'need'} attention`,
    )
    return bad === 0 ? 0 : 1
  } finally {
    end()
    if (!signal.aborted) forgetStrays()
    await project.close()
  }
}

function stray(failure: unknown): Examined {
  return {
    plugin: RUNTIME,
    ok: false,
    what: `an error was thrown outside every examination: ${messageOf(failure)}`,
    advice: 'report it to the author of the plugin it came from',
  }
}

const NAME_WIDTH = 14

function show(output: Output, { plugin, ok, what, advice }: Examined): void {
  output.json({ code: 'checked', plugin, ok, what, ...(advice !== undefined && { advice }) })
  const mark = ok ? output.style('green', 'ok') : output.style('red', 'no')
  output.line(`${mark}  ${plugin.padEnd(NAME_WIDTH)}  ${printable(what)}`)
  if (advice !== undefined) output.line(`    ${' '.repeat(NAME_WIDTH)}  ${printable(advice)}`)
}
