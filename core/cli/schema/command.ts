import { type Declare, declare, exit } from '../declare.ts'

export const declareSchema: Declare = root =>
  declare(root, {
    name: 'schema',
    does: 'print the JSON Schemas of all event types and plugin documents as one object',
    example: 'promethean schema > promethean.schema.json',
  }).action(exit(async settings => (await import('./schema.ts')).schema(settings)))
