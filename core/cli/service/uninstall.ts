import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { onDisk } from '../../disk.ts'
import { PrometheanError } from '../../errors.ts'
import { createOutput } from '../shown/output.ts'
import { configOrGone } from './config-path.ts'
import { type ServiceSettings, systemHere } from './here.ts'
import { idOf } from './started.ts'
import { troubleOf } from './trouble.ts'

/** `promethean service uninstall`: ends it, and removes its file. */
export async function uninstall(
  { config, json }: ServiceSettings,
  system = systemHere(),
): Promise<number> {
  const output = createOutput(json)
  const wanted = await configOrGone(config)
  const id = idOf(wanted)
  const file = system.file(id)
  if (!existsSync(file))
    throw new PrometheanError('runtime', {
      what: `no service starts ${wanted}`,
      advice: 'promethean service status lists those there are',
    })
  try {
    await system.remove(id)
    await onDisk(`remove ${file}`, () => rm(file))
    await system.removed?.()
  } catch (failure) {
    throw troubleOf(`cannot uninstall ${id}`, failure, system)
  }
  output.json({ code: 'uninstalled', id, system: system.name, config: wanted, file })
  output.line(`uninstalled ${id}; it does not run any more`)
  return 0
}
