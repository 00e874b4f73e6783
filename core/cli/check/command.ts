import { check } from '../../operations/config/check.ts'
import { type Declare, declare, exit } from '../declare.ts'

export const declareCheck: Declare = root =>
  declare(root, {
    name: 'check',
    does: check.description,
    example: 'promethean check',
  }).action(exit(async settings => (await import('./check.ts')).check(settings)))
