import { tail } from '../../operations/live/tail.ts'
import type { Declare } from '../declare.ts'
import { declareInput } from '../input-command.ts'

export const declareTail: Declare = root =>
  declareInput(
    root,
    {
      name: 'tail',
      does: `${tail.description}, until Ctrl-C`,
      example: 'promethean tail chat.message channel.raided',
      input: tail.input,
      arguments: ['types'],
      switches: { ids: 'print the id of each event, for promethean explain' },
    },
    async called => (await import('./tail.ts')).followEvents(called),
  )
