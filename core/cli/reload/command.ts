import { reloadedLine } from '../../daemon/reloads.ts'
import type { Declare } from '../declare.ts'
import { declareOperation } from '../operation-command.ts'
import { printable } from '../shown/output.ts'

export const declareReload: Declare = root =>
  declareOperation(root, 'reload', {
    example: 'promethean reload',
    code: 'reloaded',
    refused: 'the previous config keeps running',
    show: (report, output) => {
      for (const { id, why } of report.restarted) output.line(printable(`${id} restarts: ${why}`))
      output.line(reloadedLine(report))
    },
  })
