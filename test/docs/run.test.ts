import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { checkConfig } from '../../core/config/check/check.ts'
import { LOADER } from '../support/process/node.ts'
import {
  type PrometheanProcess,
  runCommand,
  sharedProcess,
  startPromethean,
} from '../support/process/promethean.ts'
import { blocksOf, pages, ROOT, writeExamples } from './pages.ts'

const FOLDER = 'docs-run'

// What the pages read from the environment; nothing listens at these addresses.
const ENVIRONMENT = {
  STREAMERBOT_PASSWORD: 'made-up-password',
  TWITCH_TOKEN: 'made-up-token',
  TWITCH_CLIENT_ID: 'made-up-client-id',
  TAU_TOKEN: 'made-up-token',
  MONGODB_URI: 'mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=200',
}

const all = await pages()
const examples = writeExamples(FOLDER, all)
// compile.test.ts checks the types; checking everything they import here would take ten seconds.
writeFileSync(
  join(ROOT, '.cache', FOLDER, 'tsconfig.json'),
  JSON.stringify({ extends: '../../tsconfig.json', compilerOptions: { noCheck: true } }),
)
const configs = examples.filter(({ text }) => text.includes('export default defineConfig('))
const tests = examples.filter(
  ({ file, marks }) => marks.includes('run') && /\.test\.ts$/.test(file),
)
const programs = examples.filter(
  ({ text, marks }) => marks.includes('run') && text.includes('await run('),
)
const commands = all.flatMap(page =>
  blocksOf(page)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text, line }) =>
      text.split('\n').flatMap((command, at) => {
        const [, typed] = /^npx promethean (.*?)(\s+>.*|\s+#.*)?$/.exec(command) ?? []
        return typed === undefined ? [] : [{ place: `${page}:${line + at}`, typed }]
      }),
    ),
)

it('the pages hold configs, tests, programs and commands to be tried', () => {
  expect(configs.length).toBeGreaterThan(8)
  expect(tests.length).toBeGreaterThan(1)
  expect(programs.length).toBeGreaterThan(0)
  expect(commands.length).toBeGreaterThan(6)
})

describe('a config of the pages has no problem', () => {
  beforeAll(() => {
    for (const [name, value] of Object.entries(ENVIRONMENT)) vi.stubEnv(name, value)
  })
  afterAll(() => {
    vi.unstubAllEnvs()
  })

  it.each(configs.map(one => ({ ...one, place: `${one.page}:${one.line}` })))(
    '$place',
    async ({ file, folder }) => {
      const loaded: { readonly default: unknown } = await import(pathToFileURL(file).href)
      expect((await checkConfig(loaded.default, folder)).problems).toEqual([])
    },
  )
})

describe('a config marked to be run becomes ready and ends well', () => {
  it.each(
    configs
      .filter(({ marks }) => marks.includes('run'))
      .map(one => ({ ...one, place: `${one.page}:${one.line}` })),
  )('$place', { timeout: 60_000 }, async ({ file }) => {
    const run = await startPromethean(file, { env: ENVIRONMENT }, sharedProcess)
    const exitCode = await run.stop()
    const { plugins } = await run.next('stopped')
    expect(plugins).toContainEqual(expect.objectContaining({ state: 'ready' }))
    expect(plugins).not.toContainEqual(expect.objectContaining({ state: 'failed' }))
    expect(run.lines).not.toContainEqual(expect.objectContaining({ level: 'error' }))
    expect(exitCode).toBe(0)
  })
})

describe('a program marked to be run says something, complains of nothing and ends by itself', () => {
  it.each(programs.map(one => ({ ...one, place: `${one.page}:${one.line}` })))(
    '$place',
    { timeout: 60_000 },
    async ({ file }) => {
      const env = { ...process.env, NODE_NO_WARNINGS: '1' }
      // Rejects where the exit code is another than 0.
      const { stdout, stderr } = await promisify(execFile)(process.execPath, [...LOADER, file], {
        env,
      })
      expect([stderr, stdout.length > 0]).toEqual(['', true])
    },
  )
})

describe('a command of the pages is one the program knows', () => {
  let running: PrometheanProcess
  const config = configs.find(({ page, marks }) => page === 'README.md' && marks.includes('run'))

  beforeAll(async () => {
    running = await startPromethean(config?.file ?? '', { env: ENVIRONMENT }, sharedProcess)
  })
  afterAll(async () => {
    await running.stop()
  })

  // Several pages name the same, and a check of the types takes seconds.
  const tried = new Map<string, ReturnType<typeof runCommand>>()
  function once(args: readonly string[]): ReturnType<typeof runCommand> {
    const key = JSON.stringify(args)
    const ended = tried.get(key) ?? runCommand(args)
    tried.set(key, ended)
    return ended
  }

  it.each(commands)('$place npx promethean $typed', async ({ typed }) => {
    // The shell takes the quotes off.
    const args = typed.split(' ').map(word => word.replace(/^'(.*)'$/, '$1'))
    // These go on until somebody ends them, or make and install what is outside of the tests.
    const isHelp = /^(auth|run|tail|add|init|service)\b|--package/.test(typed)
    const hasConfig = args[0] !== 'init' && !args.includes('--config')
    const where = hasConfig ? ['--config', config?.file ?? ''] : []
    const { exitCode, text } = await once([...args, ...where, ...(isHelp ? ['--help'] : [])])
    // 2 is wrong usage; 1 may be the outcome, as where nothing is parked.
    expect(exitCode, text).toBeLessThan(2)
  })
})

// Each brings its own tests along, which vitest runs as part of this file.
for (const { file } of tests) await import(pathToFileURL(file).href)
