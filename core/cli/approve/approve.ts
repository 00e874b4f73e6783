import type { z } from 'zod'
import type { approve as operation } from '../../operations/approvals/approvals.ts'
import type { pending } from '../../operations/fields.ts'
import { isApprovalId } from '../../ports/approval-ids.ts'
import { askOrFail } from '../ask-instance.ts'
import { withProject } from '../journal-access.ts'
import { clock, createOutput, type Output, printable } from '../shown/output.ts'
import { WrongUsage } from '../usage.ts'

export interface ApproveSettings {
  readonly config?: string
  readonly json: boolean
  /** Its id, or its number from 1; left out: the oldest. */
  readonly which: string | undefined
  readonly drop?: boolean
  /** Instead of its own. */
  readonly text?: string
}

type Pending = z.output<typeof pending>

/** `promethean approve`: the streamer's word on what waits for it in the running instance. */
export async function approve(settings: ApproveSettings): Promise<number> {
  const { drop = false, text } = settings
  if (drop && text !== undefined)
    throw new WrongUsage('--drop and --text exclude each other: use one of them')
  const which = whichOf(settings.which, 'approve')
  return decide(settings, drop ? 'dropped' : 'approved', file =>
    askOrFail(file, 'approve', { drop, which, text }),
  )
}

/** `promethean drop`: it is not to be. */
export async function drop(settings: ApproveSettings): Promise<number> {
  const which = whichOf(settings.which, 'drop') ?? ''
  return decide(settings, 'dropped', file => askOrFail(file, 'drop', { which }))
}

/** What waits, one line each: how it is called, what it is and why. */
export function showApprovals(waiting: readonly Pending[], output: Output): void {
  if (waiting.length === 0) output.line('nothing is pending')
  for (const one of waiting) {
    const until = `until ${clock(new Date(one.until))}`
    const why = one.cause === undefined ? '' : `; promethean explain ${printable(one.cause)}`
    output.line(`${one.id.padEnd(8)}  ${describe(one)}  (${until}${why})`)
  }
}

async function decide(
  { config, json }: ApproveSettings,
  code: 'approved' | 'dropped',
  ask: (journalFile: string) => Promise<z.output<(typeof operation)['output']>>,
): Promise<number> {
  const output = createOutput(json)
  return withProject(config, async journalFile => {
    const { decided, left } = await ask(journalFile)
    output.json({ code, ...decided, left })
    output.line(`${code}  ${describe(decided)}`)
    for (const [at, one] of left.entries())
      output.line(`${at + 1} pending  ${describe(one)}  (${one.id})`)
    return 0
  })
}

function describe({ plugin, what, text }: Pending): string {
  return `${what} of ${plugin}: ${printable(text)}`
}

function whichOf(which: string | undefined, command: string): string | number | undefined {
  if (which === undefined || isApprovalId(which)) return which
  const place = Number(which)
  if (Number.isSafeInteger(place) && place > 0) return place
  throw new WrongUsage(
    `${command} takes the id of what waits, or its number from 1: promethean ${command} alfa, promethean ${command} 2`,
  )
}
