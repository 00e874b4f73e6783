import type { Declare } from '../declare.ts'
import { declareOperation } from '../operation-command.ts'

export const declarePlan: Declare = root =>
  declareOperation(root, 'plan', {
    example: 'promethean plan --config draft.config.ts',
    fromProject: { file: ({ file }) => file },
    code: 'plan',
    refused: 'nothing was planned',
    show: ({ kept, restarted, added, removed }, { line, style }) => {
      for (const { id, why } of restarted) line(`${style('yellow', 'restart')}  ${id}: ${why}`)
      for (const id of added) line(`${style('green', 'add')}      ${id}`)
      for (const id of removed) line(`${style('red', 'remove')}   ${id}`)
      line(`${style('dim', 'keep')}     ${kept.join(', ') || 'nothing'}`)
    },
  })
