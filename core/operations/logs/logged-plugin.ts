import { RUNTIME } from '../../events/runtime-source.ts'
import { requireUse } from '../../runtime/muting.ts'
import { configOf } from '../config/config-of.ts'
import type { Given } from '../operation.ts'
import { readLog } from './log-lines.ts'

/** What tells which plugins there are. */
type Knowing = Pick<Given['project'], 'folder' | 'read'> &
  Partial<Pick<Given['project'], 'instance'>>

/**
 * Allows a plugin that logged before it was taken out of the config; with problems in the config, any.
 * @throws PrometheanError if no plugin has this id, and none had it that logged
 */
export async function requireLogged(
  { folder, read, instance }: Knowing,
  plugin: string | undefined,
): Promise<void> {
  if (plugin === undefined || plugin === RUNTIME) return
  for await (const _ of readLog(folder, { plugin, level: 'debug' })) return
  const config = instance === undefined ? (await read()).config : configOf(instance.runtime)
  if (config !== undefined) requireUse(plugin, [RUNTIME, ...config.uses.map(({ id }) => id)])
}
