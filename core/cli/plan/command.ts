import { type Declare, declare, exit } from '../declare.ts'

export const declarePlan: Declare = root =>
  declare(root, {
    name: 'plan',
    does: 'show what saving this file would restart',
    example: 'promethean plan --config draft.config.ts',
  }).action(exit(async settings => (await import('./plan.ts')).showPlan(settings)))
