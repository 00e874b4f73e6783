import { type Declare, declare, exitWith } from '../declare.ts'

interface ParkedOptions {
  readonly retry?: boolean
  readonly drop?: boolean
}

export const declareParked: Declare = root =>
  declare(root, {
    name: 'parked',
    does: 'events a consumer could not take, and why',
    example: 'promethean parked mongo --retry',
  })
    .argument('[consumer]', 'of this consumer only')
    .option('--retry', 'try them once more in the running instance')
    .option('--drop', 'give them up')
    .action(
      exitWith<string | undefined, ParkedOptions>(async (consumer, settings) =>
        (await import('./parked.ts')).parked({ ...settings, consumer }),
      ),
    )
