import { type Declare, declare, exit } from '../declare.ts'

interface RunOptions {
  readonly dry?: boolean
}

export const declareRun: Declare = root =>
  declare(root, {
    name: 'run',
    does: 'run the config until Ctrl-C; an edited file is taken over while it runs',
    example: 'promethean run --config stream/promethean.config.ts',
  })
    .option('--dry', 'as live, but what would be said or done outside is printed instead')
    .action(exit<RunOptions>(async settings => (await import('./run.ts')).run(settings)))
