import { OPERATIONS } from '../../operations/all.ts'
import type { Declare } from '../declare.ts'
import { declareInput } from '../input-command.ts'
import { carrying } from '../operation-command.ts'
import { isConfirmed, terminalHere } from '../shown/confirm.ts'
import { createOutput } from '../shown/output.ts'
import { type Forgotten, forgottenLines, foundLines, isNothing } from './lines.ts'

const INTERRUPTED = {
  what: 'the terminal no longer waits',
  advice: 'what was deleted stays deleted, and promethean forget deletes the rest',
}

export const declareForget: Declare = root => {
  const { description, input } = OPERATIONS.forget
  declareInput(
    root,
    {
      ...{ name: 'forget', does: description, example: 'promethean forget bea --documents' },
      ...{ input, arguments: ['user'] },
      switches: { yes: 'delete without asking', dry: 'only print what would be deleted' },
    },
    async called => {
      let found: Forgotten | undefined
      const look = carrying('forget', {
        code: 'found',
        interrupted: INTERRUPTED,
        show: (value, output) => {
          found = value
          for (const line of foundLines(value)) output.line(line)
        },
      })
      const code = await look({ ...called, switches: new Set(['dry']) })
      if (code !== 0 || found === undefined || called.switches.has('dry')) return code
      // That may be all that is wanted.
      if (isNothing(found) && called.input.alsoLater === undefined) return 0
      if (!called.switches.has('yes')) {
        const output = createOutput(called.json)
        const terminal = called.json ? undefined : terminalHere()
        if (terminal === undefined) {
          output.trouble('nothing was deleted; add --yes to delete it')
          return 1
        }
        if (!(await isConfirmed('Delete it? It cannot be undone.', terminal))) {
          output.line('nothing was deleted')
          return 1
        }
      }
      return carrying('forget', {
        code: 'forgotten',
        interrupted: INTERRUPTED,
        show: (value, output) => {
          for (const line of forgottenLines(value)) output.line(line)
          if (called.input.alsoLater === false)
            output.line('what they do from now on is stored again')
          return value.stores.some(({ reason }) => reason !== undefined) ? 1 : 0
        },
      })({ ...called, switches: new Set() })
    },
  )
}
