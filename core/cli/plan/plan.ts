import type { z } from 'zod'
import type { plan as planned } from '../../operations/config/plan.ts'
import { askOrFail } from '../ask-instance.ts'
import { withProject } from '../journal-access.ts'
import { createOutput, type Output, report } from '../shown/output.ts'

/** `promethean plan`: what the running instance would make of this file, were it saved as its config. */
export async function showPlan(settings: {
  readonly config?: string
  readonly json: boolean
}): Promise<number> {
  const output = createOutput(settings.json)
  return withProject(settings.config, async (journalFile, { file, name }) => {
    try {
      show(output, await askOrFail(journalFile, 'plan', { file }))
      return 0
    } catch (failure) {
      report(output, failure, name, 'nothing was planned')
      return 1
    }
  })
}

function show(output: Output, plan: z.output<typeof planned.output>): void {
  output.json({ code: 'plan', ...plan })
  for (const { id, why } of plan.restarted)
    output.line(`${output.style('yellow', 'restart')}  ${id}: ${why}`)
  for (const id of plan.added) output.line(`${output.style('green', 'add')}      ${id}`)
  for (const id of plan.removed) output.line(`${output.style('red', 'remove')}   ${id}`)
  output.line(`${output.style('dim', 'keep')}     ${plan.kept.join(', ') || 'nothing'}`)
}
