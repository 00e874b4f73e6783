import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildPage } from '../../plugins/web/server/page-files.ts'

// `npm run build`: each package as JavaScript with types and source maps, in its folder `dist`, ready for `npm pack`.
// Where it runs as a workflow of GitHub, `repository` names that one, as npm demands of what it is to vouch for.
const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const TSC = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')
const TEMPLATES = ['cli/*/templates/*', 'templates/{gitignore,*.json,*/*.ts}']
const BESIDE = ['README.md', 'CHANGELOG.md', 'LICENSE']

interface Manifest {
  version: string
  exports: Record<string, unknown>
  peerDependencies?: Record<string, string>
  [field: string]: unknown
}

// The plugins are compiled against the built types of core.
for (const name of ['core', 'plugins', 'create']) build(name)
await writePage(join(ROOT, 'plugins', 'dist', 'web', 'page'))

function build(name: string): void {
  const folder = join(ROOT, name)
  const dist = join(folder, 'dist')
  rmSync(dist, { recursive: true, force: true })
  execFileSync(process.execPath, [TSC, '-p', join(ROOT, '.ci', 'packages', `${name}.json`)], {
    stdio: 'inherit',
  })
  for (const file of globSync('**/*.d.ts', { cwd: dist })) edit(join(dist, file), pointToJavaScript)
  for (const file of globSync('**/*.map', { cwd: dist })) edit(join(dist, file), placeBeside)
  for (const file of globSync(TEMPLATES, { cwd: folder })) asText(folder, dist, file)
  writeFileSync(join(dist, 'package.json'), `${JSON.stringify(manifestOf(folder), null, 2)}\n`)
  for (const file of BESIDE) {
    const own = join(folder, file)
    copyFileSync(existsSync(own) ? own : join(ROOT, file), join(dist, file))
  }
}

// The plugin `web` reads it there; what it is bundled from stays here.
async function writePage(folder: string): Promise<void> {
  const { html, js, css } = await buildPage()
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'index.html'), html)
  writeFileSync(join(folder, 'page.js'), js)
  writeFileSync(join(folder, 'page.css'), css)
}

function manifestOf(folder: string): Manifest {
  const {
    devDependencies: _,
    scripts: __,
    ...manifest
  }: Manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const { version, peerDependencies: peers } = manifest
  const exports = Object.entries(manifest.exports).map(([door, file]) => [door, doorOf(file)])
  return {
    ...manifest,
    ...repositoryOf(basename(folder)),
    exports: Object.fromEntries(exports),
    // Any in the checkout, where a new version is set in all packages at once.
    ...(peers?.promethean && { peerDependencies: { ...peers, promethean: `^${version}` } }),
  }
}

// https://docs.github.com/actions/reference/workflows-and-actions/variables
function repositoryOf(directory: string): object {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: name } = process.env
  if (!server || !name) return {}
  return { repository: { type: 'git', url: `git+${server}/${name}.git`, directory } }
}

function doorOf(file: unknown): unknown {
  if (typeof file !== 'string' || !file.endsWith('.ts')) return file
  const path = file.slice(0, -'.ts'.length)
  return { types: `${path}.d.ts`, default: `${path}.js` }
}

// TypeScript rewrites the paths of JavaScript alone.
function pointToJavaScript(types: string): string {
  return types.replace(/((?:from |import\()')(\.{1,2}\/[^']*)\.ts'/g, "$1$2.js'")
}

// The sources travel within the maps: in a stack they stand where the JavaScript is, as they do in the checkout.
function placeBeside(map: string): string {
  const { sources, ...rest }: { sources: string[] } = JSON.parse(map)
  return JSON.stringify({ ...rest, sources: sources.map(source => basename(source)) })
}

// Node refuses TypeScript in node_modules: what a new plugin or project begins with travels as text.
function asText(folder: string, dist: string, file: string): void {
  mkdirSync(dirname(join(dist, file)), { recursive: true })
  copyFileSync(join(folder, file), join(dist, `${file}.txt`))
}

function edit(file: string, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, 'utf8')))
}
