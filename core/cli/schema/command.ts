import type { Declare } from '../declare.ts'
import { declareOperation } from '../operation-command.ts'

/** One object by collection and event type, so without a `code`; on one line with `--json`. */
export const declareSchema: Declare = root =>
  declareOperation(root, 'schema', {
    example: 'promethean schema > promethean.schema.json',
    show: (schemas, output) => output.line(JSON.stringify(schemas, undefined, 2)),
  })
