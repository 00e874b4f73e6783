import { type Declare, declare, exit } from '../declare.ts'

export const declareRepair: Declare = root =>
  declare(root, {
    name: 'repair',
    does: 'move a damaged journal aside and copy what can be read into a new one',
    example: 'promethean repair',
  }).action(exit(async settings => (await import('./repair.ts')).repair(settings)))
