import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { builtinModules } from 'node:module'
import { posix, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

interface Import {
  /** Relative to the root, with forward slashes. */
  readonly from: string
  /** As written. */
  readonly specifier: string
  /** The file it names, relative to the root; undefined for a package. */
  readonly file: string | undefined
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

// As docs/architecture.md draws them: each line may import from itself and from those above it.
const DRAWING = readFileSync(`${ROOT}docs/architecture.md`, 'utf8')
const LAYERS = (/^```layers\r?\n([^`]*)```/m.exec(DRAWING)?.[1] ?? '')
  .trim()
  .split(/\r?\n/)
  .map(line => line.split(' '))
// The doors list names and start the rest; they hold nothing of their own.
const DOORS = new Set(['core/index.ts', 'core/bin.js'])

// What every command loads, and one of those that ask the running instance.
const COMMAND_FILES = ['core/cli/main.ts', 'core/cli/status/command.ts', 'core/cli/mute/command.ts']

// Statements begin their line, as Biome formats them. A type is a need like any other: who reads one file must know the other.
const CLAUSE = /(?:\w+,\s*)?(?:\w+|\*(?: as \w+)?|\{[^}]*\})\s+from\s+/.source
const STATEMENT = new RegExp(`^(?:import|export)\\s+(?:type\\s+)?(?:${CLAUSE})?'([^']+)'`, 'gm')
const AT_ONCE = new RegExp(STATEMENT.source.replace('(?:type\\s+)?', '(?!type\\b)'), 'gm')
const LATER = /\bimport\(\s*'([^']+)'\s*\)/g

const imports = (
  await Promise.all(['core', 'plugins', 'config', 'create'].map(importsBelow))
).flat()

describe('imports point one way', () => {
  it('the tree was read', () => {
    expect(imports.filter(({ from }) => from.startsWith('core/')).length).toBeGreaterThan(20)
    expect(imports.filter(({ from }) => from.startsWith('plugins/')).length).toBeGreaterThan(10)
  })

  it('core knows no plugin and no config', () => {
    expect(
      imports.filter(
        ({ from, specifier, file }) =>
          from.startsWith('core/') &&
          (specifier.startsWith('@promethean/') ||
            (file !== undefined && !file.startsWith('core/'))),
      ),
    ).toEqual([])
  })

  it("a plugin knows 'promethean', npm packages, its own folder and the shared wire formats", () => {
    const strays = imports.filter(({ from, specifier, file }) => {
      if (!from.startsWith('plugins/') || from === 'plugins/index.ts') return false
      if (file === undefined) return specifier.startsWith('@promethean/')
      return ![folderOf(from, 2), 'plugins/formats'].includes(folderOf(file, 2))
    })
    expect(strays).toEqual([])
  })

  it('plugins and config import core by its name, never by path', () => {
    const outsiders = imports.filter(({ from }) => !from.startsWith('core/'))
    expect(outsiders.filter(({ file }) => file?.startsWith('core/'))).toEqual([])
    expect(
      outsiders.filter(({ specifier }) => /^promethean\/(?!testing$)/.test(specifier)),
    ).toEqual([])
  })

  it('create-promethean knows npm packages and its own folder; what it copies into a project is no part of it', () => {
    const strays = imports.filter(({ from, specifier, file }) => {
      if (!from.startsWith('create/') || from.startsWith('create/templates/')) return false
      if (file !== undefined) return !file.startsWith('create/')
      return !specifier.startsWith('node:') && specifier !== '@clack/prompts'
    })
    expect(strays).toEqual([])
  })

  it('the list of plugins imports nothing but their index files', () => {
    const listed = imports.filter(({ from }) => from === 'plugins/index.ts')
    expect(
      listed
        .map(({ specifier }) => specifier)
        .filter(name => !/^\.\/[a-z0-9-]+\/index\.ts$/.test(name)),
    ).toEqual([])
  })

  it('every folder of core has its place in the order', () => {
    const known = new Set(LAYERS.flat())
    const inner = imports
      .map(({ from }) => from)
      .filter(from => from.startsWith('core/') && !DOORS.has(from))
    expect([...new Set(inner.map(partOf))].filter(part => !known.has(part))).toEqual([])
  })

  it('the folders of core build on each other in one order', () => {
    const upward = imports.filter(({ from, file }) => {
      if (!from.startsWith('core/') || DOORS.has(from) || file === undefined) return false
      return DOORS.has(file) || layerOf(file) > layerOf(from)
    })
    expect(upward).toEqual([])
  })

  it('no two files need each other, not even for a type', () => {
    expect(cycles(imports)).toEqual([])
  })

  it.each(COMMAND_FILES)(
    '%s loads the runtime, the journal and the compiler only once it needs them',
    file => {
      const heavy = ['core/runtime/runtime.ts', 'core/journal/sqlite/journal.ts', 'rxjs', 'esbuild']
      const loaded = loadedBy(file)
      expect(loaded).toContain('zod')
      expect(heavy.filter(one => loaded.has(one))).toEqual([])
    },
  )

  it('the threads of the journal load no package', () => {
    const loaded = [...loadedBy('core/journal/sqlite/worker.ts')]
    expect(loaded).toContain('core/journal/sqlite/store.ts')
    expect(loaded.filter(one => !/^(core\/|node:)/.test(one))).toEqual([])
  })

  it('a file beside it is imported with its ending, a module of Node with its prefix', () => {
    const builtin = new Set(builtinModules)
    const bare = imports.filter(({ specifier, file }) =>
      file === undefined ? builtin.has(specifier) : !/\.(tsx?|js|json|css)$/.test(file),
    )
    expect(bare).toEqual([])
  })
})

async function importsBelow(folder: string): Promise<readonly Import[]> {
  const found: Import[] = []
  for await (const file of glob(`${folder}/**/*.{ts,tsx,js}`, {
    cwd: ROOT,
    exclude: ['*/dist/**'],
  })) {
    found.push(...importsOf(file.split(sep).join('/')))
  }
  return found
}

function importsOf(from: string): readonly Import[] {
  const source = readFileSync(`${ROOT}${from}`, 'utf8')
  return [...source.matchAll(STATEMENT), ...source.matchAll(LATER)].map(([, specifier = '']) => ({
    from,
    specifier,
    file: resolve(from, specifier),
  }))
}

function resolve(from: string, specifier: string): string | undefined {
  return specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : undefined
}

function folderOf(file: string, depth: number): string {
  return file.split('/').slice(0, depth).join('/')
}

function partOf(file: string): string {
  return (file.split('/')[1] ?? '').replace(/\.(ts|js)$/, '')
}

function layerOf(file: string): number {
  return LAYERS.findIndex(parts => parts.includes(partOf(file)))
}

/** Files and packages that are loaded with a file, itself included: not its types, nor what it imports later. */
function loadedBy(file: string, loaded = new Set<string>()): ReadonlySet<string> {
  if (loaded.has(file)) return loaded
  loaded.add(file)
  for (const [, specifier = ''] of readFileSync(`${ROOT}${file}`, 'utf8').matchAll(AT_ONCE)) {
    const needed = resolve(file, specifier)
    if (needed === undefined) loaded.add(specifier)
    else loadedBy(needed, loaded)
  }
  return loaded
}

/** Each way round that leads back to where it began. */
function cycles(all: readonly Import[]): readonly string[] {
  const needs = (file: string) =>
    all.flatMap(({ from, file: needed }) => (from === file && needed ? needed : []))
  const found: string[] = []
  const done = new Set<string>()
  const visit = (file: string, path: readonly string[]) => {
    if (path.includes(file)) found.push([...path.slice(path.indexOf(file)), file].join(' -> '))
    if (path.includes(file) || done.has(file)) return
    for (const next of needs(file)) visit(next, [...path, file])
    done.add(file)
  }
  for (const { from } of all) visit(from, [])
  return found
}
