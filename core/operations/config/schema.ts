import { z } from 'zod'
import { jsonSchemas } from '../../config/check/json-schemas.ts'
import { PrometheanError } from '../../errors.ts'
import { nearest } from '../../text/nearest.ts'
import { name } from '../fields.ts'
import { operation } from '../operation.ts'

export const schema = operation({
  description:
    'print JSON Schemas of all event types and of the documents plugins write, as one object',
  input: z.strictObject({
    name: name.describe('only of this event type or collection').optional(),
  }),
  output: z.record(z.string(), z.record(z.string(), z.unknown())),
  kind: 'read',
  needs: 'project',
  run: async ({ name: wanted }, { config }) => {
    const schemas = jsonSchemas((await config()).uses)
    if (wanted === undefined) return schemas
    const found = Object.hasOwn(schemas, wanted) ? schemas[wanted] : undefined
    if (found === undefined) throw unknownName(wanted, Object.keys(schemas))
    return { [wanted]: found }
  },
})

function unknownName(wanted: string, names: readonly string[]): PrometheanError {
  const meant = nearest(wanted, names)
  return new PrometheanError('not_found', {
    what: `there is no event type or collection ${wanted}`,
    why: 'neither Promethean nor a plugin of this config has one of this name',
    advice: meant === undefined ? 'leave the name out for all of them' : `did you mean ${meant}?`,
  })
}
