import { execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { npm } from '../support/packages/npm.ts'
import { packInto } from '../support/packages/packed.ts'
import { checker, fetchNode, nodeProgram } from '../support/packages/tools.ts'
import { wantsPeers } from '../support/peers/suites.ts'

const run = promisify(execFile)

// Past its end of life, and still what many have.
const OLD_NODE = '20.20.2'
const CHOICES = ['--sources', 'streamerbot,obs,twitch', '--mongo', '--model', 'ollama', '--bot']

describe.runIf(wantsPeers)('a project made on a Node that is too old', { timeout: 300_000 }, () => {
  const home = mkdtempSync(join(tmpdir(), 'crëated '))
  const project = join(home, 'my stream')
  const node = nodeProgram(OLD_NODE)
  const tarball = (name: string) => join(home, `${name}-0.1.0.tgz`)
  const environment = environmentWith(dirname(node))
  const inProject = async (command: string, ...args: readonly string[]) => {
    const settings = { cwd: project, env: environment, maxBuffer: 20_000_000 }
    const { stdout } = await run(command, args, settings).catch(failure => {
      throw new Error(`${command} ${args.join(' ')} failed:\n${failure.stdout}\n${failure.stderr}`)
    })
    return stdout
  }

  beforeAll(async () => {
    await fetchNode(OLD_NODE)
    await packInto(home)
    const tools = join(home, 'tools')
    mkdirSync(tools)
    writeFileSync(join(tools, 'package.json'), '{ "private": true }')
    const quietly = ['--no-audit', '--no-fund', '--ignore-scripts']
    await npm(tools, 'install', ...quietly, tarball('create-promethean'))
    const bin = join(tools, 'node_modules', 'create-promethean', 'bin.js')
    const args = [bin, project, ...CHOICES, '--no-install', '--json']
    const { stdout } = await run(node, args, { cwd: home, env: environment })
    expect(JSON.parse(stdout)).toMatchObject({ code: 'created', brings_node: true })
    useTarballs()
    await npm(project, 'install', ...quietly)
  }, 300_000)
  afterAll(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }))

  // As the registry would give them.
  function useTarballs(): void {
    const file = join(project, 'package.json')
    const manifest = JSON.parse(readFileSync(file, 'utf8'))
    expect(manifest.dependencies).toMatchObject({
      promethean: '^0.1.0',
      '@promethean/plugins': '^0.1.0',
    })
    manifest.dependencies.promethean = `file:${tarball('promethean')}`
    manifest.dependencies['@promethean/plugins'] = `file:${tarball('promethean-plugins')}`
    writeFileSync(file, JSON.stringify(manifest))
  }

  it('create-promethean: publint finds nothing', async () => {
    const args = ['run', '--strict', tarball('create-promethean')]
    expect((await run(checker('publint'), args)).stdout).toContain('All good!')
  })

  it('npm start brings simulated events, says what is left out, and takes a value at once', async () => {
    const { next, stop } = start()
    await next('obs is left out: set OBS_PASSWORD')
    await next('mongo is left out: set MONGODB_URI')
    await next('language-model is left out while the stream is simulated')
    await next('chat.message')
    await next('said: Welcome, ')
    const env = join(project, '.env')
    const text = readFileSync(env, 'utf8')
    onTestFinished(() => writeFileSync(env, text))
    writeFileSync(env, text.replace('OBS_PASSWORD=', 'OBS_PASSWORD=made-up'))
    await next(/obs, language-model, title-generator added, simulator removed/)
    await stop()
    await next('stopped after')
  })

  it('npm test passes', async () => {
    expect(await inProject('npm', 'test')).toMatch(/Tests .*passed/)
  })

  it('npx promethean check accepts the config, and finds an error of its types', async () => {
    expect(await inProject('npx', 'promethean', 'check')).toMatch(/has no problems/)
    const file = join(project, 'config', 'greeter.ts')
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, text.replace('MOST_REMEMBERED = 5_000', "MOST_REMEMBERED: number = 'x'"))
    await expect(inProject('npx', 'promethean', 'check')).rejects.toThrow(/greeter/)
    writeFileSync(file, text)
  })

  it('npx promethean doctor says that all is well', async () => {
    expect(await inProject('npx', 'promethean', 'doctor')).toContain('all is well')
  })

  it('it compiles, as strictly as its tsconfig.json says', async () => {
    expect(await inProject('npx', 'tsc')).toBe('')
  })

  /** `npm start`, and what it prints. */
  function start() {
    const child = spawn('npm', ['start'], { cwd: project, env: environment, detached: true })
    let text = ''
    let from = 0
    let isOver = false
    // Not before the runtime: it holds the same streams. npm itself ends by the signal.
    const over = new Promise<void>(resolve =>
      child.on('close', () => {
        isOver = true
        resolve()
      }),
    )
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', chunk => {
        text += chunk
      })
    // The whole group, as Ctrl-C on a terminal does.
    const signal = (name: NodeJS.Signals) => child.pid && process.kill(-child.pid, name)
    onTestFinished(() => {
      if (!isOver) signal('SIGKILL')
    })
    return {
      /** Waits until this is printed, after the last that was waited for. */
      next: async (wanted: string | RegExp) => {
        const place = () => text.slice(from).search(wanted)
        await expect.poll(place, { message: String(wanted) }).toBeGreaterThanOrEqual(0)
        from += place()
      },
      stop: () => {
        signal('SIGINT')
        return over
      },
    }
  }
})

// As the shell of somebody with this Node: without the one that runs the tests, and without the npm around them.
function environmentWith(folder: string): NodeJS.ProcessEnv {
  const path = (process.env.PATH ?? '').split(delimiter)
  return {
    ...Object.fromEntries(
      Object.entries(process.env).filter(
        ([name]) => !/^(?:npm_(?!config_(registry|cafile|cache)$)|NODE_OPTIONS|VITEST)/i.test(name),
      ),
    ),
    PATH: [folder, ...path.filter(one => !/[\\/]node_modules[\\/]/.test(one))].join(delimiter),
  }
}
