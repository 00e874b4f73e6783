import type { Declare } from '../declare.ts'
import { declareOperation } from '../operation-command.ts'
import { showStatus } from './status.ts'

export const declareStatus: Declare = root =>
  declareOperation(root, 'status', {
    example: 'promethean status --json',
    code: 'status',
    show: showStatus,
  })
