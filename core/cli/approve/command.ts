import type { z } from 'zod'
import type { approve } from '../../operations/approvals/approvals.ts'
import type { Declare } from '../declare.ts'
import { declareOperation } from '../operation-command.ts'
import { terminalHere } from '../shown/confirm.ts'
import { chosen } from './confirm.ts'
import { pendingLines, showDecided, terminalWidth } from './shown.ts'

type Decided = z.output<typeof approve.output>

export const declareApprovals: Declare = root =>
  declareOperation(root, 'approvals', {
    example: 'promethean approvals',
    code: 'pending',
    show: (waiting, output) => {
      if (waiting.length === 0) output.line('nothing is pending')
      for (const one of waiting)
        for (const line of pendingLines(one, terminalWidth())) output.line(line)
    },
  })

export const declareApprove: Declare = root =>
  declareOperation(root, 'approve', {
    example: `promethean approve alfa --text 'A quiet evening'`,
    arguments: ['which'],
    switches: {
      yes: 'without an id: take the oldest without asking, also if an agent asks for it',
    },
    prepare: async ({ input, wanted, switches, json }, { output, ask }) => {
      if (wanted.which !== undefined) return input
      const which = await chosen(await ask('approvals', {}), {
        word: wanted.drop ? 'Drop' : 'Approve',
        isSure: switches.has('yes'),
        terminal: json ? undefined : terminalHere(),
      })
      if (which !== 'nothing') return { ...input, ...which }
      output.trouble('nothing was decided; it stays pending')
      return undefined
    },
    lines: (value, { wanted }) => [lineOf(value, wordFor(wanted.drop))],
    show: (value, output, { wanted }) => showDecided(value, output, wordFor(wanted.drop)),
  })

export const declareDrop: Declare = root =>
  declareOperation(root, 'drop', {
    example: 'promethean drop alfa',
    arguments: ['which'],
    lines: value => [lineOf(value, 'dropped')],
    show: (value, output) => showDecided(value, output, 'dropped'),
  })

function wordFor(isDropped: boolean): 'approved' | 'dropped' {
  return isDropped ? 'dropped' : 'approved'
}

function lineOf({ decided, left, came }: Decided, code: string): object {
  return { code, ...decided, left, ...(came && { came }) }
}
