import type { Declare } from '../declare.ts'
import { declareOperation } from '../operation-command.ts'
import { explainedLines, showExplained } from './explain.ts'

export const declareExplain: Declare = root =>
  declareOperation(root, 'explain', {
    example: 'promethean explain twitch:chat.message:885196de-cb67-427a-baa8-82f9b0fcd05f',
    arguments: ['id'],
    lines: explainedLines,
    show: showExplained,
  })
