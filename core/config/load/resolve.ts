import { existsSync, lstatSync, statSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from 'esbuild'
import type { FileCache } from './file-cache.ts'
import { linkedPackage, packageOf, placeOf } from './linked-package.ts'

/** How esbuild resolves a config's imports: local files are compiled, packages stay external. */
export function resolveImports(files: FileCache): Plugin {
  return {
    name: 'promethean',
    setup(build) {
      build.onResolve({ filter: /.*/ }, args => resolveImport(build, args, files))
      build.onLoad({ filter: /.*/, namespace: 'file' }, async ({ path }) => {
        return { contents: withOwnUrl(path, await files.read(path)), loader: 'default' }
      })
    },
  }
}

/** Compiled code is in another folder; these values still name the source. */
export const SOURCE_DEFINES = {
  'import.meta.url': '__promethean_source.url',
  'import.meta.dirname': '__promethean_source.dirname',
  'import.meta.filename': '__promethean_source.filename',
}

// On the first line, so that lines stay what they are.
function withOwnUrl(path: string, text: string): string {
  if (!text.includes('import.meta') || path.endsWith('.json')) return text
  const source = { url: pathToFileURL(path).href, dirname: dirname(path), filename: path }
  const line = `const __promethean_source = ${JSON.stringify(source)};`
  return text.startsWith('#!') ? text.replace('\n', `\n${line}`) : line + text
}

// A mark for itself: this import is being resolved by esbuild.
const ASKED = Symbol('asked')

async function resolveImport(
  build: PluginBuild,
  args: OnResolveArgs,
  files: FileCache,
): Promise<OnResolveResult | undefined> {
  const { path, kind, pluginData } = args
  if (kind === 'entry-point' || pluginData === ASKED || /^(data|https?):/.test(path))
    return undefined
  if (isBuiltin(path)) return { path, external: true }
  if (path.startsWith('file:')) return { path: fileURLToPath(path) }
  if (/^\.{0,2}[/\\]|^\.{1,2}$/.test(path) || isAbsolute(path)) {
    for (const file of namedBy(resolve(args.resolveDir, path))) files.seen.add(file)
    return undefined
  }
  return resolveLinked(args, files) ?? resolvePackage(build, args)
}

// A plugin that is being written is compiled from its source, as a file of the config.
function resolveLinked(
  { path, resolveDir }: OnResolveArgs,
  files: FileCache,
): OnResolveResult | undefined {
  if (path.startsWith('#') || isCore(path)) return undefined
  const linked = linkedPackage(path, resolveDir)
  if (linked === undefined) return undefined
  if (linked.source === undefined) return { errors: [{ text: withoutSource(path, linked.folder) }] }
  files.linked.set(path, linked.source)
  return { path: linked.source }
}

// A config anywhere, a temporary folder included, must share the one core that loads it.
async function resolvePackage(build: PluginBuild, args: OnResolveArgs): Promise<OnResolveResult> {
  const { path, importer, resolveDir, kind } = args
  const fromCore = coreResolves(path)
  if (isCore(path)) return fromCore === undefined ? missing(path) : external(fromCore, args)
  const found = await build.resolve(path, { importer, resolveDir, kind, pluginData: ASKED })
  if (found.errors.length === 0 && !found.external) {
    // Not in a package: an alias of tsconfig.json or package.json for a local file.
    return placeOf(packageOf(path), resolveDir) !== undefined
      ? external(pathToFileURL(found.path).href, args)
      : found
  }
  if (found.external) return { path: found.path, external: true }
  return fromCore === undefined ? missing(path) : external(fromCore, args)
}

function isCore(path: string): boolean {
  return path === 'promethean' || path.startsWith('promethean/')
}

function withoutSource(path: string, folder: string): string {
  return `cannot find the source of ${path} in ${folder}, which node_modules links to; for ./dist/index.js in its package.json, that is index.ts or src/index.ts`
}

function external(url: string, { kind }: OnResolveArgs): OnResolveResult {
  return { path: kind.startsWith('require') ? fileURLToPath(url) : url, external: true }
}

function missing(path: string): OnResolveResult {
  const name = packageOf(path)
  const text = name.startsWith('promethean')
    ? `promethean has no entry point ${path}; correct the import`
    : `cannot find ${path}; install it with npm install ${name}, or correct the import`
  return { errors: [{ text }] }
}

function coreResolves(path: string): string | undefined {
  try {
    const url = import.meta.resolve(path)
    return url.startsWith('file:') && existsSync(fileURLToPath(url)) ? url : undefined
  } catch {
    return undefined
  }
}

// The file of an import, by the name used, which may be a link. If there is no such file: all possible names, so that
// creating it is noticed.
function namedBy(target: string): readonly string[] {
  if (statSync(target, { throwIfNoEntry: false })?.isFile()) return [target]
  const possible = spellings(target)
  const there = possible.filter(file => lstatSync(file, { throwIfNoEntry: false }) !== undefined)
  return there.some(file => existsSync(file)) ? there : possible
}

function spellings(target: string): string[] {
  const ends = ['ts', 'tsx', 'mts', 'js', 'jsx', 'mjs', 'json']
  const stem = target.replace(/\.[mc]?jsx?$/, '')
  const bases = [target, join(target, 'index'), stem]
  return [target, ...bases.flatMap(base => ends.map(end => `${base}.${end}`))]
}
