import { type Declare, declare, exit } from '../declare.ts'

export const declareSchema: Declare = root =>
  declare(root, {
    name: 'schema',
    does: 'JSON Schemas of every event type and of the documents plugins write, as one object',
    example: 'promethean schema > promethean.schema.json',
  }).action(exit(async settings => (await import('./schema.ts')).schema(settings)))
