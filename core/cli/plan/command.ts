import { type Declare, declare, exit } from '../declare.ts'

export const declarePlan: Declare = root =>
  declare(root, {
    name: 'plan',
    does: 'what the running instance would do, were this file saved as its config',
    example: 'promethean plan --config draft.config.ts',
  }).action(exit(async settings => (await import('./plan.ts')).showPlan(settings)))
