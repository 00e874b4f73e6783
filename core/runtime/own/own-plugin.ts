import type { CheckedConfig } from '../../config/check/check.ts'
import { RUNTIME } from '../../events/runtime-source.ts'
import type { PortHolder } from '../../instance/own-ports.ts'
import { Run } from '../../instance/run.ts'
import { type Services, servicesOf } from '../../instance/services.ts'
import { outageOf } from '../../instance/status.ts'
import type { PluginUse } from '../../plugin/define.ts'
import type { RunningSet } from '../../supervisor/running-set.ts'

export interface OwnPluginParts {
  readonly services: Services
  readonly running: RunningSet
  readonly config: CheckedConfig
}

/**
 * Runs a built-in plugin in the name of the runtime and as long as it. It has the same context as any other plugin but is in
 * no config: `status`, `plan` and `explain` do not list it, and no edit restarts it.
 */
export async function runOwn(
  { plugin, options }: PluginUse,
  { services, running, config }: OwnPluginParts,
): Promise<Run> {
  const { needs = {} } = plugin
  const use = { id: RUNTIME, plugin, options, written: options, provides: [], needs }
  const lookup = (run: PortHolder) => (port: string) => running.providers(port, run)
  // Of the events it knows core's alone, and must not hold on to plugins that later edits take out.
  const ownConfig = { ...config, uses: [] }
  const run = new Run(use, servicesOf(services, { use, config: ownConfig, lookup }), {
    holder: RUNTIME,
    isTwice: () => false,
    onConnected: () => undefined,
    onTroubled: () => undefined,
    onTrouble: trouble => services.logOf(RUNTIME).error(outageOf(trouble, false).reason),
  })
  await run.prepare()
  run.admit()
  run.open()
  return run
}
