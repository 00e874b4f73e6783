import { replay } from '../../operations/replay/replay.ts'
import type { Declare } from '../declare.ts'
import { declareInput } from '../input-command.ts'

export const declareReplay: Declare = root =>
  declareInput(
    root,
    {
      name: 'replay',
      does: replay.description,
      example: 'promethean replay --session 2026-11-23T19:04Z --diff',
      input: replay.input,
    },
    async called => (await import('./replay.ts')).printReplayed(called),
  )
