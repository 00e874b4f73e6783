import { z } from 'zod'
import type { Declare } from '../declare.ts'
import { declareInput } from '../input-command.ts'
import { ROLES } from './templates.ts'

const input = z.strictObject({
  kind: z.enum(['plugin']).describe('what to make: plugin'),
  name: z.string().min(1).describe('its name in kebab-case, such as raid-lights'),
  role: z
    .enum(ROLES)
    .default('behaviour')
    .describe(`what it is: ${ROLES.join(', ')}`),
  package: z
    .boolean()
    .default(false)
    .describe('make a folder that can be published, instead of a file of this project'),
})

export const declareNew: Declare = root =>
  declareInput(
    root,
    {
      name: 'new',
      does: 'make a plugin with its test',
      example: 'promethean new plugin raid-lights --role behaviour',
      input,
      arguments: ['kind', 'name'],
    },
    async ({ wanted: { name, role, package: isPackage }, config, json }) => {
      const { newPackage, newPlugin } = await import('./new-plugin.ts')
      const wanted = { given: name, role, config, json }
      return isPackage ? newPackage(wanted) : newPlugin(wanted)
    },
  )
