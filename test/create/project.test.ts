import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { checkConfig } from '../../core/config/check/check.ts'
import { type Answers, READY } from '../../create/choices/answers.ts'
import { MODELS } from '../../create/choices/models.ts'
import { SOURCES, type SourceId } from '../../create/choices/sources.ts'
import { VARIABLES } from '../../create/choices/variables.ts'
import { filesOf, PATHS } from '../../create/files/project.ts'
import { isNewEnough, NODE_PACKAGES, OWN_VERSION, VERSIONS } from '../../create/versions.ts'
import { wantsPeers } from '../support/peers/suites.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const FOLDER = join(ROOT, '.cache', 'created')
const SETTINGS = { name: 'my-stream', bringsNode: false }

const VALUES: Readonly<Record<string, string>> = {
  TWITCH_CHANNEL: 'ann',
  TAU_URL: 'http://127.0.0.1:8000',
  TAU_CHAT: 'annbot',
  MONGODB_URI: 'mongodb://127.0.0.1:27017',
}

const every: readonly Answers[] = subsets(SOURCES.map(({ id }) => id)).flatMap(sources =>
  [undefined, ...MODELS.map(({ provider }) => provider)].flatMap(model =>
    [false, true].flatMap(mongo =>
      [false, true].map(bot => ({ ...READY, sources, model, mongo, bot })),
    ),
  ),
)
// All of them are for a peer suite; these have each choice with each source.
const some = every.filter(
  ({ sources, model, mongo, bot }, index) =>
    (sources.length <= 1 || sources.length === SOURCES.length) &&
    (mongo === bot || !model) &&
    index,
)

describe(`the config of ${wantsPeers ? 'every combination of choices' : 'each choice'}`, () => {
  const configs = (wantsPeers ? every : some).map(answers => ({
    answers,
    file: join(FOLDER, nameOf(answers), 'promethean.config.ts'),
  }))

  beforeAll(() => {
    rmSync(FOLDER, { recursive: true, force: true, maxRetries: 5 })
    for (const { answers, file } of configs) {
      const files = filesOf(answers, SETTINGS)
      for (const path of ['promethean.config.ts', 'config/greeter.ts'] as const)
        write(join(dirname(file), path), files.get(path) ?? '')
    }
  })
  afterAll(() => rmSync(FOLDER, { recursive: true, force: true, maxRetries: 5 }))

  it.each([
    ['has every value', true],
    ['has no value yet', false],
  ])('is accepted, and runs what was chosen, where .env %s', async (_, isSet) => {
    for (const { answers, file } of configs) {
      for (const name of [...Object.keys(VARIABLES), 'TWITCH_CHANNEL'])
        vi.stubEnv(name, isSet ? (VALUES[name] ?? 'made-up') : '')
      // Evaluated anew: the values are read then.
      const { default: config } = await import(`${pathToFileURL(file)}?${isSet}`)
      const { problems, config: checked } = await checkConfig(config, dirname(file))
      expect(problems, nameOf(answers)).toEqual([])
      const ids = checked?.uses.map(({ id }) => id).filter(id => id !== 'hint')
      expect(ids, nameOf(answers)).toEqual(idsOf(answers, isSet))
    }
    vi.unstubAllEnvs()
  })

  it.runIf(wantsPeers)('compiles, and is written as Biome would', { timeout: 120_000 }, () => {
    write(
      join(FOLDER, 'tsconfig.json'),
      JSON.stringify({ ...tsconfig(), include: ['**/*.ts'], exclude: [] }),
    )
    write(
      join(FOLDER, 'biome.json'),
      readFileSync(join(ROOT, '.biome.json'), 'utf8').replace(
        '"useIgnoreFile": true',
        '"useIgnoreFile": false',
      ),
    )
    const compiled = node('typescript/bin/tsc', '-p', FOLDER)
    // What is wrong in the sources is for `npm run types`.
    expect(compiled.split('\n').filter(line => line && !/^(core|plugins)\//.test(line))).toEqual([])
    expect(node('@biomejs/biome/bin/biome', 'check', '--config-path', FOLDER, FOLDER)).toMatch(
      /^Checked \d+ files/,
    )
  })
})

it('the files are the ones every project has', () => {
  expect([...filesOf(READY, SETTINGS).keys()]).toEqual(PATHS)
})

it('the greeter is the one of this repository', () => {
  const own = readFileSync(join(ROOT, 'config', 'greeter.ts'), 'utf8')
  expect(filesOf(READY, SETTINGS).get('config/greeter.ts')).toBe(own)
})

it('the versions are the ones Promethean is made and tested with', () => {
  const manifests = ['core', 'plugins', '.'].map(folder =>
    JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')),
  )
  const [core, plugins, root] = manifests
  const known = {
    ...root.devDependencies,
    ...plugins.dependencies,
    ...core.dependencies,
    ...plugins.peerDependencies,
  }
  for (const [name, version] of Object.entries(VERSIONS)) expect(version, name).toBe(known[name])
  expect(NODE_PACKAGES).toEqual(root.optionalDependencies)
  expect([core.version, plugins.version]).toEqual([OWN_VERSION, OWN_VERSION])
})

it('npm test leaves the tests of a package inside the project to that package', () => {
  const folder = join(FOLDER, 'with a package')
  for (const file of ['test/greeter.test.ts', 'lamp/index.test.ts', 'lamp/test/lamp.test.ts']) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), '')
  }
  const manifest = JSON.parse(filesOf(READY, SETTINGS).get('package.json') ?? '')
  const [program = '', command, ...options] = manifest.scripts.test.split(' ')
  expect([program, command]).toEqual(['vitest', 'run'])
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
  const { stdout } = spawnSync(
    process.execPath,
    [vitest, 'list', '--filesOnly', '--root', folder, ...options],
    { cwd: folder, encoding: 'utf8' },
  )
  expect(stdout.trim().split('\n')).toEqual(['test/greeter.test.ts'])
})

it('a Node is new enough if core runs on it', () => {
  const { engines } = JSON.parse(readFileSync(join(ROOT, 'core', 'package.json'), 'utf8'))
  expect(engines).toEqual({ node: '^22.22.0 || >=24.10.0' })
  const tried = [
    '18.20.0',
    '20.20.2',
    '22.21.9',
    '22.22.0',
    '23.11.0',
    '24.9.9',
    '24.10.0',
    '25.0.0',
  ]
  expect(tried.filter(isNewEnough)).toEqual(['22.22.0', '24.10.0', '25.0.0'])
})

it.each(MODELS)(
  'with $title the project has the libraries of the model',
  ({ provider, library }) => {
    const text = filesOf({ ...READY, model: provider }, SETTINGS).get('package.json') ?? ''
    const { dependencies } = JSON.parse(text)
    expect(dependencies).toMatchObject({ ai: VERSIONS.ai, [library]: VERSIONS[library] })
  },
)

it('without a model the project has no library of one', () => {
  const text = filesOf(READY, SETTINGS).get('package.json') ?? ''
  expect(Object.keys(JSON.parse(text).dependencies)).toEqual([
    '@promethean/plugins',
    'promethean',
    'rxjs',
    'zod',
  ])
})

it.each([
  ['no source', { sources: [] }, /^No source is set up yet/m, /auth twitch/],
  ['Twitch', { sources: ['twitch'] }, /npx promethean auth twitch/, /No source/],
  ['titles', { sources: ['streamerbot'], model: 'ollama' }, /ollama pull/, /Add a source/],
  [
    'titles that nothing can set',
    { sources: ['obs'], model: 'lmstudio' },
    /Add a source that can set titles/,
    /Set Stream Title/,
  ],
] satisfies [string, Partial<Answers>, RegExp, RegExp][])(
  'its README says what is to be done with %s',
  (_, answers, says, saysNot) => {
    const readme = filesOf({ ...READY, ...answers }, SETTINGS).get('README.md') ?? ''
    expect(readme).toMatch(/^# my-stream\n/)
    expect(readme).toMatch(says)
    expect(readme).not.toMatch(saysNot)
  },
)

function idsOf({ sources, mongo, model, bot }: Answers, isSet: boolean): readonly string[] {
  const others = [
    ...(mongo ? ['mongo'] : []),
    ...(model ? ['language-model', 'title-generator'] : []),
  ]
  const real = SOURCES.flatMap(({ id }) => (sources.includes(id) ? [id] : []))
  const isReal = isSet && real.length > 0
  return [
    ...(isReal ? [...real, ...others] : ['simulator']),
    'greeter',
    ...(bot ? ['chat-bot'] : []),
  ]
}

function subsets(ids: readonly SourceId[]): readonly (readonly SourceId[])[] {
  return Array.from({ length: 2 ** ids.length }, (_, bits) =>
    ids.filter((_, index) => bits & (1 << index)),
  )
}

function nameOf({ sources, mongo, model, bot }: Answers): string {
  return [...sources, mongo && 'mongo', model, bot && 'bot', 'x'].filter(Boolean).join('+')
}

function tsconfig(): object {
  return JSON.parse(filesOf(READY, SETTINGS).get('tsconfig.json') ?? '')
}

function node(script: string, ...args: readonly string[]): string {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules', script), ...args],
    { encoding: 'utf8' },
  )
  return stdout + stderr
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
