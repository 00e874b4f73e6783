import type { CheckedConfig } from '../../config/check/check.ts'
import type { Runtime } from '../../runtime/runtime.ts'

/** The config an instance runs. */
export function configOf({ config }: Pick<Runtime, 'config'>): CheckedConfig {
  if (config === undefined) throw new Error('unreachable: an instance without a config')
  return config
}
