import { type Declare, declare, exit } from '../declare.ts'

export const declareDoctor: Declare = root =>
  declare(root, {
    name: 'doctor',
    does: 'test every connection, permission, model and database the config needs, and say what to fix',
    example: 'promethean doctor',
  })
    .option('--deadline <duration>', 'time limit for each plugin; default 10s')
    .option('--deep', 'also read every event in the journal')
    .action(
      exit<{ readonly deadline?: string; readonly deep?: boolean }>(async settings =>
        (await import('./doctor.ts')).doctor(settings),
      ),
    )
