import { readdir, readFile } from 'node:fs/promises'
import { basename, join, parse } from 'node:path'
import { PrometheanError } from '../../errors.ts'
import { inShell } from '../shown/in-shell.ts'
import { createOutput } from '../shown/output.ts'
import { CallFailed } from './call.ts'
import { configOrGone } from './config-path.ts'
import { type ServiceSettings, systemHere } from './here.ts'
import { goneOf, idOf, readMark, type Started } from './started.ts'
import type { ServiceSystem, State } from './system.ts'

/** `promethean service status`: every service of this user; of one config, if one is given. */
export async function status(
  { config, json }: ServiceSettings,
  system = systemHere(),
): Promise<number> {
  const output = createOutput(json)
  const only = config === undefined ? undefined : idOf(await configOrGone(config))
  const found = (await servicesOf(system)).filter(({ id }) => only === undefined || id === only)
  if (found.length === 0)
    throw new PrometheanError('runtime', {
      what: only === undefined ? 'no service is installed' : `no service starts ${config}`,
      advice: 'promethean service install makes one',
    })
  let isWhole = true
  for (const { id, started } of found) {
    const gone = goneOf(started)
    const state = await stateOf(system, id)
    isWhole &&= gone.length === 0
    output.json({ code: 'service', id, system: system.name, state, ...started, gone })
    const shown = (file: string) => (gone.includes(file) ? `${file} (gone)` : file)
    output.line(`${id}  ${state}`)
    output.line(`  config   ${shown(started.config)}`)
    output.line(`  node     ${shown(started.node)}`)
    output.line(`  program  ${shown(started.bin)}`)
    const advice = adviceFor(started, gone)
    if (advice !== undefined) output.trouble(`  ${advice}`)
  }
  return isWhole ? 0 : 1
}

function adviceFor({ config }: Started, gone: readonly string[]): string | undefined {
  if (gone.length === 0) return undefined
  return gone.includes(config)
    ? `its config is gone: promethean service uninstall --config ${inShell(config)}, then install it where the config is now`
    : `it cannot start: run promethean service install --config ${inShell(config)} with what is there now`
}

async function servicesOf(system: ServiceSystem) {
  const { dir, ext } = parse(system.file('promethean'))
  const names = await readdir(dir).catch(() => [])
  const ours = names.filter(name => name.startsWith('promethean-') && name.endsWith(ext)).sort()
  const read = ours.map(async name => {
    const text = await readFile(join(dir, name), system.encoding).catch(() => '')
    const started = readMark(text)
    return started === undefined ? [] : [{ id: basename(name, ext), started }]
  })
  return (await Promise.all(read)).flat()
}

async function stateOf(system: ServiceSystem, id: string): Promise<State | 'unknown'> {
  try {
    return await system.state(id)
  } catch (failure) {
    if (failure instanceof CallFailed) return 'unknown'
    throw failure
  }
}
