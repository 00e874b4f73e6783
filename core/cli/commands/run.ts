import { type Declare, declare, exit } from './declare.ts'

export const declareRun: Declare = root =>
  declare(root, {
    name: 'run',
    does: 'run the config until Ctrl-C; an edited file is taken over while it runs',
    example: 'promethean run --config stream/promethean.config.ts',
  }).action(exit(async settings => (await import('../run.ts')).run(settings)))
