import { type Declare, declare, exit } from '../declare.ts'

export const declareCheck: Declare = root =>
  declare(root, {
    name: 'check',
    does: 'check the config and list every problem; starts nothing',
    example: 'promethean check',
  }).action(exit(async settings => (await import('./check.ts')).check(settings)))
