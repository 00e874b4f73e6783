import { type Declare, declare, exit } from '../declare.ts'

export const declareStatus: Declare = root =>
  declare(root, {
    name: 'status',
    does: 'every plugin and consumer of the running instance',
    example: 'promethean status --json',
  }).action(exit(async settings => (await import('./status.ts')).status(settings)))
