import type { z } from 'zod'
import type { pause } from '../../operations/consumers/pause.ts'
import type { Declare } from '../declare.ts'
import { declareOperation } from '../operation-command.ts'
import type { Output } from '../shown/output.ts'

type Done = z.output<typeof pause.output>

export const declarePause: Declare = root =>
  declareOperation(root, 'pause', {
    example: 'promethean pause mongo',
    arguments: ['consumer'],
    code: 'paused',
    show: (done, output) => {
      const { consumer } = done
      output.line(
        `${consumer} is paused${when(done)}: its events are held past journal.retain, up to journal.maxSize, where the oldest go`,
      )
      output.line(`promethean resume ${consumer} lets it catch up`)
      tellUnsaved(done, output)
    },
  })

export const declareResume: Declare = root =>
  declareOperation(root, 'resume', {
    example: 'promethean resume mongo',
    arguments: ['consumer'],
    code: 'resumed',
    show: (done, output) => {
      output.line(`${done.consumer} gets its events again${when(done)}, from where it stands`)
      tellUnsaved(done, output)
    },
  })

function when({ running }: Done): string {
  return running ? '' : ', from the next start on'
}

function tellUnsaved({ saved, reason }: Done, output: Output): void {
  if (saved === false) output.trouble(`a restart would forget it until it is saved: ${reason}`)
}
