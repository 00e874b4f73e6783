import { readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { makeFolder, onDisk } from '../../disk.ts'
import { createOutput } from '../shown/output.ts'
import { configPath } from './config-path.ts'
import { type ServiceSettings, systemHere } from './here.ts'
import { fleetingOf, idOf, startedNow, troubleFile } from './started.ts'
import { troubleOf } from './trouble.ts'

/** `promethean service install`: writes the service's file, and starts it. Another time, it does no harm. */
export async function install(
  { config, json, dry }: ServiceSettings,
  system = systemHere(),
): Promise<number> {
  const output = createOutput(json)
  const started = startedNow(await configPath(config), system)
  const id = idOf(started.config)
  const file = system.file(id)
  const text = system.text(started)
  if (dry) {
    output.json({ code: 'service', file, text: text.replace('\uFEFF', '') })
    output.line(`${file}\n\n${text.replace('\uFEFF', '')}`)
    return 0
  }
  const before = await readFile(file, system.encoding).catch(() => undefined)
  makeFolder(dirname(troubleFile(started)), 'its log', 'move the config to another folder')
  makeFolder(dirname(file), 'the service', 'allow writing there')
  await onDisk(`write ${file}`, () => writeFile(file, text, system.encoding))
  try {
    await system.start(id)
  } catch (failure) {
    // What was installed before stays so.
    if (before === undefined) await rm(file, { force: true })
    throw troubleOf(`cannot install ${id}`, failure, system)
  }
  const warnings = fleetingOf(started)
  output.json({ code: 'installed', id, system: system.name, ...started, file, warnings })
  output.line(`installed ${id} (${system.name}), which starts ${started.config}`)
  output.line(system.hint(id))
  if (before !== undefined && before !== text)
    output.line('what runs goes on as it was; the new file counts from the next start on')
  for (const warning of warnings) output.trouble(warning)
  return 0
}
