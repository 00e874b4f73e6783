import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packageFields, sourceOf, withoutMark } from '../../config/load/package-source.ts'
import { onDisk } from '../../disk.ts'
import { PrometheanError } from '../../errors.ts'
import { exportedPlugins, manifestOf } from '../../operations/plugins/definition-told.ts'
import { loadAlone } from '../../operations/plugins/load-alone.ts'
import { createOutput } from '../shown/output.ts'

/** `promethean manifest`: the field `promethean` of a plugin's `package.json`, made from what it defines. */
export async function manifest({ json }: { readonly json: boolean }): Promise<number> {
  const folder = process.cwd()
  const plugins = exportedPlugins(await loadAlone(sourceIn(folder)))
  if (plugins.length === 0) throw none(folder)
  const made = await manifestOf(plugins.map(({ plugin }) => plugin))
  const isNew = await save(join(folder, 'package.json'), made)
  const output = createOutput(json)
  output.json({ code: 'manifest', isNew, ...made })
  const told = Object.entries(made).map(
    ([word, names]) => `${word} ${names.join(', ') || 'nothing'}`,
  )
  // On stderr: it runs within `npm pack --json`, whose stdout is for programs.
  output.trouble(`package.json ${isNew ? 'now says' : 'already says'}: ${told.join('; ')}`)
  return 0
}

function sourceIn(folder: string): string {
  const what = `cannot read the plugin in ${folder}`
  if (packageFields(folder) === undefined)
    throw new PrometheanError('runtime', {
      ...{ what, why: 'there is no package.json that can be read' },
      advice: "run this in the folder of the plugin's package",
    })
  const source = sourceOf(folder)
  if (source !== undefined) return source
  throw new PrometheanError('runtime', {
    ...{ what, why: 'what exports names in package.json has no source' },
    advice: 'for ./dist/index.js, that is index.ts or src/index.ts',
  })
}

function none(folder: string): PrometheanError {
  return new PrometheanError('runtime', {
    what: `the package in ${folder} exports no plugin`,
    advice: 'export what definePlugin returns',
  })
}

/** @returns whether it said something else before */
async function save(file: string, promethean: object): Promise<boolean> {
  const text = await readFile(file, 'utf8')
  const fields: Readonly<Record<string, unknown>> = JSON.parse(withoutMark(text))
  if (JSON.stringify(fields.promethean) === JSON.stringify(promethean)) return false
  // As its author indents it.
  const [, indent = '  '] = /^\{\r?\n([ \t]+)/.exec(text) ?? []
  const written = `${JSON.stringify({ ...fields, promethean }, undefined, indent)}\n`
  await onDisk(`write ${file}`, () => writeFile(file, written))
  return true
}
