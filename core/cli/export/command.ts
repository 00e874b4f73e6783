import { exportEvents } from '../../operations/export/export.ts'
import type { Declare } from '../declare.ts'
import { declareInput } from '../input-command.ts'

export const declareExport: Declare = root =>
  declareInput(
    root,
    {
      name: 'export',
      does: exportEvents.description,
      example: 'promethean export --types chat.message --since 2h > chat.ndjson',
      input: exportEvents.input,
    },
    async called => (await import('./export.ts')).printExported(called),
  )
