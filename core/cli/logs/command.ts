import { logs } from '../../operations/logs/logs.ts'
import type { Declare } from '../declare.ts'
import { declareInput } from '../input-command.ts'

export const declareLogs: Declare = root =>
  declareInput(
    root,
    {
      name: 'logs',
      does: logs.description,
      example: 'promethean logs --plugin mongo --level warn --since 2h',
      input: logs.input,
      switches: { follow: 'keep printing new lines until Ctrl-C' },
    },
    async called => (await import('./logs.ts')).printLogs(called),
  )
