import { type Declare, declare, exit } from '../declare.ts'

export const declareRepair: Declare = root =>
  declare(root, {
    name: 'repair',
    does: 'sets a damaged journal aside whole, and brings what can be read into a new one',
    example: 'promethean repair',
  }).action(exit(async settings => (await import('./repair.ts')).repair(settings)))
