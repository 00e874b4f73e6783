import { z } from 'zod'
import type { Declare } from '../declare.ts'
import { declareInput } from '../input-command.ts'

const input = z.strictObject({
  action: z.enum(['install', 'uninstall', 'status']).describe('install, uninstall or status'),
})

export const declareService: Declare = root =>
  declareInput(
    root,
    {
      name: 'service',
      does: 'let the system run this config: from your logon on, and again after a crash',
      example: 'promethean service install',
      input,
      arguments: ['action'],
      switches: { dry: 'only print the file that install would write' },
    },
    async ({ wanted: { action }, config, json, switches }) => {
      const settings = { config, json, dry: switches.has('dry') }
      if (action === 'install') return (await import('./install.ts')).install(settings)
      if (action === 'uninstall') return (await import('./uninstall.ts')).uninstall(settings)
      return (await import('./status.ts')).status(settings)
    },
  )
