import type { z } from 'zod'
import type { pending } from '../../operations/fields.ts'
import { askOrFail } from '../ask-instance.ts'
import { withProject } from '../journal-access.ts'
import { createOutput, type Output, printable } from '../shown/output.ts'
import { WrongUsage } from '../usage.ts'

export interface ApproveSettings {
  readonly config?: string
  readonly json: boolean
  /** Its number, from 1. */
  readonly which: string | undefined
  readonly drop?: boolean
}

type Pending = z.output<typeof pending>

/** `promethean approve`: the streamer's word on what waits for it in the running instance. */
export async function approve(settings: ApproveSettings): Promise<number> {
  const output = createOutput(settings.json)
  const { drop = false } = settings
  const which = placeOf(settings.which)
  return withProject(settings.config, async journalFile => {
    const { decided, left } = await askOrFail(journalFile, 'approve', { drop, which })
    output.json({ code: drop ? 'dropped' : 'approved', ...decided, left })
    output.line(`${drop ? 'dropped' : 'approved'}  ${describe(decided)}`)
    list(output, left)
    return 0
  })
}

function list(output: Output, left: readonly Pending[]): void {
  for (const [at, waiting] of left.entries()) output.line(`${at + 1} waits    ${describe(waiting)}`)
}

function describe({ plugin, what, text }: Pending): string {
  return `${what} of ${plugin}: ${printable(text)}`
}

function placeOf(which: string | undefined): number | undefined {
  if (which === undefined) return undefined
  const place = Number(which)
  if (Number.isSafeInteger(place) && place > 0) return place
  throw new WrongUsage('approve takes the number of what waits, from 1: promethean approve 2')
}
