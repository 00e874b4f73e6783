import { type Declare, declare, exitWith } from '../declare.ts'

interface ParkedOptions {
  readonly retry?: boolean
  readonly drop?: boolean
}

export const declareParked: Declare = root =>
  declare(root, {
    name: 'parked',
    does: 'list events a consumer could not process, and why',
    example: 'promethean parked mongo --retry',
  })
    .argument('[consumer]', 'only this consumer')
    .option('--retry', 'retry them in the running instance')
    .option('--drop', 'give them up; the journal still has them')
    .action(
      exitWith<string | undefined, ParkedOptions>(async (consumer, settings) =>
        (await import('./parked.ts')).parked({ ...settings, consumer }),
      ),
    )
