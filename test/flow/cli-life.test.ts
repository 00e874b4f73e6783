import { existsSync, readFileSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import {
  type Line,
  ownProcess,
  sharedProcess,
  type TestProject,
} from '../support/process/promethean.ts'
import { configOf } from './own-plugins.ts'
import {
  command,
  exported,
  pluginFile,
  pluginsOf,
  statusOf,
  statusWhere,
  workshop,
} from './workshop.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })
const { project, start, spawn } = workshop()

function ticking(...uses: readonly string[]): Readonly<Record<string, string>> {
  return { 'promethean.config.ts': configOf(['ticker({ count: 10 })', ...uses]) }
}

const PATIENTLY = { timeout: 30_000, interval: 100 }

function chatOf(made: TestProject): Promise<readonly Line[]> {
  return exported(made, '--types', 'chat.message')
}

async function told(made: TestProject, count: number): Promise<void> {
  await vi.waitFor(async () => expect(await chatOf(made)).toHaveLength(count), PATIENTLY)
}

function sum(dropped: unknown): number {
  return Object.values<number>(Object(dropped)).reduce((all, one) => all + one, 0)
}

function runFileOf({ folder }: TestProject): string {
  return join(folder, '.promethean', 'journal.db.run.json')
}

describe.concurrent('an instance', () => {
  it('says ready, how it is every few seconds, and at the end what it saw', async () => {
    const made = project(ticking(`gate({ ending: '3' })`))
    const run = await start(made)
    const status = await run.next('status')
    expect(status).toMatchObject({ seen: 10, kept: 9, repeats: 0, unjournaled: 0, consumers: {} })
    expect(status.dropped).toEqual({ 'gate/ending': 1 })
    expect(status.plugins).toEqual([
      { id: 'ticker', state: 'connected', since: expect.stringMatching(/^\d{4}-.*Z$/) },
      { id: 'gate', state: 'ready', since: expect.any(String) },
    ])
    expect(await run.stop()).toBe(0)
    const stopped = run.lines.at(-1)
    expect(stopped).toMatchObject({ code: 'stopped', seen: 10, kept: 9, repeats: 0 })
    expect(stopped?.seen).toBe(9 + sum(stopped?.dropped))
    expect(run.stray).toEqual([])
  })

  it('keeps its address and token where only its owner reads them, and takes them away at the end', async () => {
    const made = project(ticking())
    const run = await start(made)
    const file = runFileOf(made)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      pid: run.pid,
      address: expect.any(String),
      token: expect.stringMatching(/^[\w-]{32}$/),
    })
    // Windows knows no such modes.
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
    await run.stop()
    expect(existsSync(file)).toBe(false)
  })

  it('answers nobody without its token, and no page of a browser', async () => {
    const made = project(ticking())
    const run = await start(made)
    const { address, token } = JSON.parse(readFileSync(runFileOf(made), 'utf8'))
    const asked = { token, command: 'status', body: {} }
    const refused = { refusal: { message: 'the token does not match the run file' } }
    expect(await ask(address, { ...asked, token: '' })).toEqual(refused)
    expect(await ask(address, { ...asked, token: 'x'.repeat(32) })).toEqual(refused)
    expect(await ask(address, { ...asked, token: undefined })).toBe(undefined)
    expect(
      await said(address, `POST /status HTTP/1.1\r\nauthorization: Bearer ${token}\r\n\r\n`),
    ).toBe(undefined)
    expect(await ask(address, asked)).toMatchObject({ value: { seen: expect.any(Number) } })
    expect(await ask(address, { ...asked, command: '__proto__' })).toMatchObject({
      refusal: { message: expect.stringContaining('does not know the command __proto__') },
    })
    await run.stop()
  })

  it('is the only one on its journal', async () => {
    const made = project(ticking())
    const run = await start(made)
    const second = await command(made, 'run', '--json')
    expect(second.exitCode).toBe(1)
    expect(second.lines).toEqual([
      { code: 'failed', message: expect.stringContaining('another Promethean is using it') },
    ])
    const spoken = await command(made, 'run')
    expect(spoken.text).toContain('stop that one first')
    // The first one is as reachable as before.
    expect((await command(made, 'status')).exitCode).toBe(0)
    expect(await run.stop()).toBe(0)
  })

  it('is not hindered by what a killed one left behind, and knows what that one kept', async () => {
    const made = project(ticking())
    const first = await start(made)
    await told(made, 10)
    await first.kill()
    expect(existsSync(runFileOf(made))).toBe(true)
    const nobody = await command(made, 'status', '--json')
    expect(nobody.exitCode).toBe(1)
    expect(nobody.lines[0]?.message).toContain('no instance is running on')
    const second = await start(made)
    const status = await statusWhere(made, ({ seen }) => seen === 10)
    expect(status).toMatchObject({ seen: 10, kept: 0, repeats: 10 })
    // The curves tell that there was nobody meanwhile.
    const asked = await command(made, 'activity', '--since', '1h', '--json')
    const [found] = asked.lines
    const stopped = { kind: 'stopped', what: 'Promethean did not run' }
    expect(found?.marks).toEqual([
      { ...stopped, at: expect.any(String), until: expect.any(String) },
    ])
    expect(Object(found?.points).length).toBeLessThan(30)
    await second.stop()
  })

  it('works in a folder with spaces and letters of all the world', async () => {
    const made = project(ticking(), 'Ströme und Vögel 配信')
    const run = await start(made)
    expect((await command(made, 'status')).exitCode).toBe(0)
    expect(await run.stop()).toBe(0)
    expect((await command(made, 'export')).exitCode).toBe(0)
  })

  it('leaves stdout to its own lines, whatever a plugin prints', async () => {
    const noisy = pluginFile(
      'noisy',
      `() => { console.log('hello'); process.stdout.write('there\\n') }`,
    )
    const config = `
import { defineConfig } from 'promethean'
import noisy from './noisy.ts'
console.info('loaded')
export default defineConfig({ plugins: [noisy()] })
`
    const made = project({ 'noisy.ts': noisy, 'promethean.config.ts': config })
    const run = await start(made, {}, ownProcess)
    expect(await run.stop()).toBe(0)
    expect(run.stray).toEqual([])
    expect(run.noise).toEqual(expect.arrayContaining(['loaded', 'hello', 'there']))
    const checked = await command(made, 'check', '--json')
    expect(checked.stray).toEqual([])
  })

  it('restarts the plugin that threw from a timer, and no other', async () => {
    const setup = `({ state }) => {
      if (state.get('thrown')) return
      state.set('thrown', true)
      setTimeout(() => { throw new Error('its timer stumbled') }, 50)
    }`
    const made = project({
      'clumsy.ts': pluginFile('clumsy', setup),
      'promethean.config.ts': configOf(
        ['ticker({ rate: 50 })', 'clumsy()'],
        '',
        `import clumsy from './clumsy.ts'`,
      ),
    })
    const run = await start(made)
    const said = await run.next('log', ({ level }) => level === 'warn')
    const message = 'its timer stumbled, at clumsy.ts:7:32'
    expect(said).toMatchObject({ plugin: 'clumsy', message })
    const now = async () => pluginsOf(await statusOf(made))
    await vi.waitFor(async () => expect((await now()).clumsy?.state).toBe('ready'), PATIENTLY)
    expect((await now()).ticker?.state).toBe('connected')
    expect(run.lines.filter(({ code, level }) => code === 'log' && level !== 'info')).toHaveLength(
      1,
    )
    await run.stop()
  })

  it('does not blame a plugin for a timer that its run before the edit left behind', async () => {
    const made = project({})
    const go = JSON.stringify(join(made.folder, 'go'))
    const leaky = `() => {
      setInterval(() => { if (existsSync(${go})) throw new Error('its timer stumbled') }, 100)
    }`
    made.write('clumsy.ts', pluginFile('clumsy', leaky, `import { existsSync } from 'node:fs'`))
    const config = configOf(['ticker()', 'clumsy()'], '', `import clumsy from './clumsy.ts'`)
    made.write('promethean.config.ts', config)
    const run = await start(made)
    made.write('clumsy.ts', pluginFile('clumsy', '() => undefined'))
    await run.next('reloaded')
    made.write('go', '')
    const said = await run.next('log', ({ level }) => level === 'warn')
    expect(said).toMatchObject({
      plugin: 'clumsy',
      message: expect.stringMatching(
        /^an earlier run of clumsy left something running that failed: its timer stumbled, at clumsy\.ts:/,
      ),
    })
    const { clumsy } = pluginsOf(await statusOf(made))
    expect(clumsy).toMatchObject({ state: 'ready' })
    expect(clumsy).not.toHaveProperty('failures')
    expect(run.lines.filter(({ code, level }) => code === 'log' && level === 'error')).toEqual([])
    await run.kill()
  })
})

describe('a stop', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('by %s drains and exits 0', async signal => {
    const made = project(ticking())
    const run = await start(made, {}, ownProcess)
    // As npm does it: the same press, told again.
    run.signal(signal)
    run.signal(signal)
    setTimeout(() => run.signal(signal), 100).unref()
    expect(await run.exited).toBe(0)
    expect(run.lines.at(-1)).toMatchObject({ code: 'stopped' })
  })

  it('is over though a plugin hangs, and nothing told is lost', async () => {
    const made = project({
      'promethean.config.ts': configOf(
        ['ticker({ count: 10 })', 'hanging()'],
        '',
        `import hanging from './hanging.ts'`,
      ),
      'hanging.ts': HANGING,
    })
    const run = await start(made, {}, ownProcess)
    await told(made, 10)
    expect(await run.stop()).toBe(0)
    expect(run.lines.at(-1)).toMatchObject({ code: 'stopped', seen: 10, kept: 10 })
    expect((await chatOf(made)).length).toBe(10)
  })

  it('asked for again a second later is at once', async () => {
    const made = project({
      'promethean.config.ts': configOf(['hanging()'], '', `import hanging from './hanging.ts'`),
      'hanging.ts': HANGING,
    })
    const run = await start(made, {}, ownProcess)
    // Within a second it is the same press.
    const pressing = setInterval(() => run.signal('SIGINT'), 100)
    onTestFinished(() => clearInterval(pressing))
    expect(await run.exited).toBe(0)
    // What hangs is waited for, and then the totals are printed.
    expect(run.lines.map(({ code }) => code)).not.toContain('stopped')
  })

  it('while it is still starting ends it as well', async () => {
    const slow = pluginFile(
      'slow',
      `() => { console.log('setting up'); return new Promise(() => {}) }`,
    )
    const made = project({
      'slow.ts': slow,
      'promethean.config.ts': configOf(['slow()'], '', `import slow from './slow.ts'`),
    })
    const run = spawn(['run', '--json', '--config', made.file])
    await vi.waitFor(() => expect(run.noise).toContain('setting up'), PATIENTLY)
    expect(await run.stop()).toBe(0)
  })
})

describe.concurrent('without --json', () => {
  it('a person sees who runs, what happens, and a table at the end', async () => {
    const made = project(ticking(`gate({ ending: '3' })`))
    const run = spawn(['run', '--config', made.file], {}, sharedProcess)
    await vi.waitFor(() => expect(run.noise.join('\n')).toContain('line 9'), PATIENTLY)
    await run.stop()
    const text = run.noise.join('\n')
    expect(text).toMatch(/^promethean \d+\.\d+\.\d+ {2}ticker, gate$/m)
    expect(text).toMatch(/^\d\d:\d\d:\d\d {2}twitch {7}chat\.message {10}bea: line 0$/m)
    expect(text).not.toContain('line 3')
    expect(text).toMatch(/^ {2}seen {5}10$/m)
    expect(text).toMatch(/^ {2}dropped {3}1 {2}\(1 gate\/ending\)$/m)
    expect(text).not.toContain('\u001b[')
  })

  it('colours follow FORCE_COLOR and NO_COLOR', async () => {
    const made = project(ticking())
    const coloured = (await shown(made, { FORCE_COLOR: '1' })).includes('\u001b[')
    const plain = (await shown(made, { NO_COLOR: '1' })).includes('\u001b[')
    expect([coloured, plain]).toEqual([true, false])
  })
})

const HANGING = pluginFile(
  'hanging',
  '({ defer, on }) => { on("chat.message").subscribe(); defer(() => new Promise(() => {})); defer(() => new Promise(() => {})); defer(() => new Promise(() => {})) }',
)

async function shown(
  { file }: TestProject,
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const run = spawn(['run', '--config', file], { env }, sharedProcess)
  await vi.waitFor(() => expect(run.noise.join('\n')).toContain('source.connected'), PATIENTLY)
  await run.stop()
  return run.noise.join('\n')
}

function ask(address: string, request: object): Promise<unknown> {
  return said(address, JSON.stringify(request))
}

/** What is answered to a line, undefined if nothing. */
async function said(address: string, line: string): Promise<unknown> {
  const socket = connect(address)
  onTestFinished(() => void socket.destroy())
  socket.write(`${line}\n`)
  for await (const answer of createInterface({ input: socket })) return JSON.parse(answer)
  return undefined
}
