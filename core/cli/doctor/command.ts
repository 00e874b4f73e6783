import { type Declare, declare, exit } from '../declare.ts'

export const declareDoctor: Declare = root =>
  declare(root, {
    name: 'doctor',
    does: 'looks at every connection, right, model and store the config needs, and says what to do',
    example: 'promethean doctor',
  })
    .option('--deadline <duration>', 'how long each plugin may look; default 10s')
    .option('--deep', 'reads every event of the journal, too')
    .action(
      exit<{ readonly deadline?: string; readonly deep?: boolean }>(async settings =>
        (await import('./doctor.ts')).doctor(settings),
      ),
    )
