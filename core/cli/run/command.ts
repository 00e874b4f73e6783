import { type Declare, declare, exit } from '../declare.ts'

interface RunOptions {
  readonly dry?: boolean
}

export const declareRun: Declare = root =>
  declare(root, {
    name: 'run',
    does: 'run the config until Ctrl-C; edits apply live',
    example: 'promethean run --config stream/promethean.config.ts',
  })
    .option('--dry', 'print what would be said or done instead of doing it')
    .action(exit<RunOptions>(async settings => (await import('./run.ts')).run(settings)))
