import { doctor } from '../../operations/doctor/doctor.ts'
import type { Declare } from '../declare.ts'
import { declareInput } from '../input-command.ts'

export const declareDoctor: Declare = root =>
  declareInput(
    root,
    {
      name: 'doctor',
      does: doctor.description,
      example: 'promethean doctor',
      input: doctor.input,
    },
    async called => (await import('./doctor.ts')).printExamined(called),
  )
