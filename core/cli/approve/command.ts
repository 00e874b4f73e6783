import type { z } from 'zod'
import type { approve } from '../../operations/approvals/approvals.ts'
import type { Declare } from '../declare.ts'
import { declareOperation } from '../operation-command.ts'
import { clock, type Output, printable } from '../shown/output.ts'

type Decided = z.output<typeof approve.output>

export const declareApprovals: Declare = root =>
  declareOperation(root, 'approvals', {
    example: 'promethean approvals',
    code: 'pending',
    show: (waiting, output) => {
      if (waiting.length === 0) output.line('nothing is pending')
      for (const one of waiting) {
        const until = `until ${clock(new Date(one.until))}`
        const why = one.cause === undefined ? '' : `; promethean explain ${printable(one.cause)}`
        output.line(`${one.id.padEnd(8)}  ${describe(one)}  (${until}${why})`)
        if (one.agent !== undefined) output.line(`${' '.repeat(8)}  ${asker(one.agent)}`)
      }
    },
  })

export const declareApprove: Declare = root =>
  declareOperation(root, 'approve', {
    example: `promethean approve alfa --text 'A quiet evening'`,
    arguments: ['which'],
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

function wordFor(isDropped: boolean): string {
  return isDropped ? 'dropped' : 'approved'
}

function lineOf({ decided, left }: Decided, code: string): object {
  return { code, ...decided, left }
}

function showDecided({ decided, left }: Decided, output: Output, word: string): void {
  output.line(`${word}  ${describe(decided)}`)
  for (const [at, one] of left.entries())
    output.line(`${at + 1} pending  ${describe(one)}  (${one.id})`)
}

function asker({ name, reason }: NonNullable<Decided['decided']['agent']>): string {
  const because = reason === undefined ? '' : `, because: ${printable(reason)}`
  return `${printable(name)} asks${because}`
}

function describe({ plugin, what, text }: Decided['decided']): string {
  return `${what} of ${plugin}: ${printable(text)}`
}
