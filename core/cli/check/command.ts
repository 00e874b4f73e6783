import { type Declare, declare, exit } from '../declare.ts'

export const declareCheck: Declare = root =>
  declare(root, {
    name: 'check',
    does: 'every problem of the config at once; nothing is started',
    example: 'promethean check',
  }).action(exit(async settings => (await import('./check.ts')).check(settings)))
