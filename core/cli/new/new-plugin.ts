import { readdir, stat } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { openProject, type Project } from '../../daemon/project.ts'
import { PrometheanError } from '../../errors.ts'
import {
  type DefinitionTold,
  exportedPlugins,
  tellDefinition,
} from '../../operations/plugins/definition-told.ts'
import { loadAlone } from '../../operations/plugins/load-alone.ts'
import { configLines, shownLines } from '../shown/config-lines.ts'
import { inShell } from '../shown/in-shell.ts'
import { createOutput } from '../shown/output.ts'
import { refuseTaken, writeNew } from './made-files.ts'
import { packageFiles } from './package-files.ts'
import { type PluginName, pluginName } from './plugin-name.ts'
import { pluginTexts, type Role } from './templates.ts'

export interface NewPlugin {
  /** As it was given. */
  readonly given: string
  readonly role: Role
  readonly config: string | undefined
  readonly json: boolean
}

/** `promethean new plugin <name>`: a file of the project and its test. */
export async function newPlugin({ given, role, config, json }: NewPlugin): Promise<number> {
  const name = pluginName(given, false)
  const project = await openProject(config)
  try {
    await refuseUsed(name, project)
    const { files, ...texts } = await projectFiles(name, role, project.folder)
    await writeNew(files)
    const loader = await project.loader()
    const { exports } = await loader.loadBeside(join(project.folder, texts.file))
    const { options } = await toldOf(exports)
    const from = `./${texts.file}`
    const lines = configLines({ variable: texts.variable, exported: 'default', from, options })
    const output = createOutput(json)
    const made = [texts.file, texts.test]
    output.json({ code: 'made', name: name.name, role, files: made, ...lines })
    output.line(`made ${made.join(' and ')}\n\nAdd to ${project.name}:\n\n${shownLines([lines])}\n`)
    output.line(`Test it: npx vitest run ${texts.test}`)
    return 0
  } finally {
    await project.close()
  }
}

/** `promethean new plugin <name> --package`: a folder that can be published. */
export async function newPackage({ given, role, json }: NewPlugin): Promise<number> {
  const name = pluginName(given, true)
  const folder = resolve(name.folder)
  await refuseFull(folder)
  const texts = await pluginTexts(role, name, './index.ts')
  const sources = { 'index.ts': texts.plugin, 'index.test.ts': texts.test }
  await writeNew(inFolder(folder, sources))
  const module = await loadAlone(join(folder, 'index.ts'))
  const { options, ...manifest } = await toldOf(module)
  const from = name.packageName
  const lines = configLines({ variable: texts.variable, exported: 'default', from, options })
  const rest = packageFiles({ name, texts, lines, options, manifest })
  await writeNew(inFolder(folder, rest))
  const output = createOutput(json)
  const made = [...Object.keys(sources), ...Object.keys(rest)]
  const { packageName } = name
  output.json({
    code: 'made',
    name: name.name,
    package: packageName,
    role,
    folder,
    files: made,
    ...lines,
  })
  const shown = relative('.', folder) || '.'
  output.line(`made ${shown} with ${made.join(', ')}\n`)
  output.line(`Test it:\n\n  cd ${inShell(shown)}\n  npm install\n  npm test\n`)
  output.line(`Use it in a project while you write it, and publish it later:\n`)
  output.line(`  npx promethean add ${inShell(folder)}\n  npm publish`)
  return 0
}

async function refuseUsed({ name }: PluginName, project: Project): Promise<void> {
  // A config with problems names none; the file must still be a new one.
  const { config } = await project.read()
  const isUsed = config?.uses.some(({ id, plugin }) => id === name || plugin.name === name)
  if (isUsed !== true) return
  throw new PrometheanError('runtime', {
    what: `${project.name} already uses a plugin ${name}`,
    advice: 'choose another name',
  })
}

async function projectFiles(name: PluginName, role: Role, folder: string) {
  const file = `config/${name.name}.ts`
  const test = `test/${name.name}.test.ts`
  for (const end of ['mts', 'js', 'mjs']) refuseTaken(join(folder, `config/${name.name}.${end}`))
  const texts = await pluginTexts(role, name, `../${file}`)
  const files = inFolder(folder, { [file]: texts.plugin, [test]: texts.test })
  return { file, test, variable: texts.variable, files }
}

async function refuseFull(folder: string): Promise<void> {
  const there = await stat(folder).catch(() => undefined)
  if (there === undefined) return
  if (there.isDirectory() && (await readdir(folder)).length === 0) return
  throw new PrometheanError('runtime', {
    what: `${folder} exists already${there.isDirectory() ? ' and is not empty' : ''}`,
    advice: 'choose another name, or move it away first',
  })
}

async function toldOf(module: object): Promise<DefinitionTold> {
  const [made] = exportedPlugins(module)
  if (made === undefined) throw new Error('unreachable: a template without a plugin')
  return tellDefinition(made.plugin)
}

function inFolder(
  folder: string,
  files: Readonly<Record<string, string>>,
): ReadonlyMap<string, string> {
  return new Map(Object.entries(files).map(([name, text]) => [join(folder, name), text]))
}
