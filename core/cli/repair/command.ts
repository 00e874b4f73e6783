import type { Declare } from '../declare.ts'
import { declareOperation } from '../operation-command.ts'
import { repairedLines } from './repaired-lines.ts'

export const declareRepair: Declare = root =>
  declareOperation(root, 'repair', {
    example: 'promethean repair',
    interrupted: {
      what: 'the repair was interrupted',
      advice: 'the journal is unchanged, and promethean repair starts over',
    },
    lines: repaired => {
      if (repaired.code === 'repaired') return [repaired]
      const { journal: _file, ...sound } = repaired
      return [sound]
    },
    show: (repaired, { line }) => {
      for (const text of repairedLines(repaired)) line(text)
    },
  })
