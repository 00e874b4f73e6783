import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { runCommand, type TestProject } from '../support/process/promethean.ts'
import { configOf, keptIn } from './own-plugins.ts'
import { command, exported, pluginFile, statusOf, workshop } from './workshop.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })
const { project, start, spawn } = workshop()
const PATIENTLY = { timeout: 30_000, interval: 100 }

// Speaks and sets titles: what leaves is a line in a file.
const WORLD = `
import { appendFileSync } from 'node:fs'
import { ChatSender, definePlugin, TitleTarget } from 'promethean'

export default definePlugin({
  name: 'platform',
  provides: [ChatSender, TitleTarget],
  setup: ({ provide }) => {
    const leave = text => appendFileSync('left.txt', text + '\\n')
    provide(ChatSender, {
      platforms: ['twitch'],
      account: () => ({ name: 'annbot' }),
      send: async text => (leave(text), { status: 'sent', confirmed: true }),
    })
    provide(TitleTarget, {
      setTitle: async title => (leave(title), { isConfirmed: true }),
      getTitle: async () => undefined,
    })
  },
})
`
const GREETER = `
import { ChatOutput, definePlugin, inOrder, TitleTarget } from 'promethean'

export default definePlugin({
  name: 'greeter',
  needs: { chat: ChatOutput, title: TitleTarget },
  setup: ({ on, ports, log }) =>
    on('title.wanted').pipe(
      inOrder(async told => {
        const set = ports.title.setTitle('A fresh title', { cause: told })
        log.info(await set.then(({ done, reason }) => 'set: ' + (done || reason), failure => failure.message))
        await ports.chat.say('Hello', { platform: 'twitch', channel: 'ann' })
      }),
    ),
})
`

function made(): TestProject {
  const imports = `import platform from './platform.ts'\nimport greeter from './greeter.ts'`
  return project({
    'platform.ts': WORLD,
    'greeter.ts': GREETER,
    'promethean.config.ts': configOf(['platform()', 'greeter()'], '', imports),
  })
}

const fire = (on: TestProject) => command(on, 'fire', 'title.wanted', '--json')
const leftIn = ({ folder }: TestProject) => keptIn(join(folder, 'left.txt'))

describe.concurrent('mute', () => {
  it('works while an instance still starts, and holds from then on', async () => {
    const on = project({
      'platform.ts': WORLD,
      'eager.ts': pluginFile(
        'eager',
        `({ ports, log, defer }) => {
          const timer = setInterval(() => ports.chat.say('Hello', { platform: 'twitch', channel: 'ann' }), 20)
          defer(() => clearInterval(timer))
        }, needs: { chat: ChatOutput }`,
        `import { ChatOutput } from 'promethean'`,
      ),
      'slow.ts': pluginFile(
        'slow',
        `async ({ log }) => {
          log.info('I take my time')
          while (!existsSync('go')) await new Promise(resolve => setTimeout(resolve, 50))
        }`,
        `import { existsSync } from 'node:fs'`,
      ),
      'promethean.config.ts': configOf(
        ['platform()', 'eager()', 'slow()'],
        '',
        `import platform from './platform.ts'\nimport eager from './eager.ts'\nimport slow from './slow.ts'`,
      ),
    })
    const run = spawn(['run', '--json', '--config', on.file], { cwd: on.folder })
    await run.next('log', ({ message }) => message === 'I take my time')
    expect((await command(on, 'status')).text).toContain('is still starting; try again in a moment')
    const muted = await command(on, 'mute', '--json')
    expect([muted.exitCode, muted.lines]).toEqual([0, [{ code: 'muted', running: true }]])
    const left = leftIn(on).length
    on.write('go', '')
    await run.next('ready')
    expect(await statusOf(on)).toMatchObject({ muted: { all: true } })
    expect(leftIn(on)).toHaveLength(left)
    expect(await run.stop()).toBe(0)
  })

  it('lets nothing leave, survives a restart, and unmute ends it', async () => {
    const on = made()
    const first = await start(on, { cwd: on.folder })
    const muted = await command(on, 'mute', '--json')
    expect([muted.exitCode, muted.lines]).toEqual([0, [{ code: 'muted', running: true }]])
    await fire(on)
    await first.next('log', ({ message }) =>
      String(message).includes('everything is muted; promethean unmute'),
    )
    await vi.waitFor(async () => {
      const drops = await exported(on, '--all', '--types', 'chat.dropped')
      expect(drops).toMatchObject([{ data: { text: 'Hello', reason: 'muted' } }])
    }, PATIENTLY)
    const status = await command(on, 'status')
    expect(status.text).toContain('everything is muted; promethean unmute allows it again')
    expect(status.text).toMatch(/\d\d {2}greeter would set the title: A fresh title$/m)
    expect(status.text).toMatch(/\d\d {2}greeter would send the chat message: Hello$/m)
    const at = expect.any(String)
    expect((await statusOf(on)).heldWhileMuted).toEqual([
      { at, plugin: 'greeter', what: 'set the title', text: 'A fresh title' },
      { at, plugin: 'greeter', what: 'send the chat message', text: 'Hello' },
    ])
    await first.stop()

    const second = await start(on, { cwd: on.folder })
    expect(await statusOf(on)).toMatchObject({ muted: { all: true, plugins: [] } })
    expect(leftIn(on)).toEqual([])
    expect((await command(on, 'unmute')).text).toBe('nothing is muted any more')
    await fire(on)
    await vi.waitFor(() => expect(leftIn(on)).toEqual(['A fresh title', 'Hello']), PATIENTLY)
    expect((await statusOf(on)).muted).toBeUndefined()
    await second.stop()
  })

  it('works while the config is gone, as status does, named or not', async () => {
    const made = project({ 'promethean.config.ts': configOf(['ticker({ count: 1 })']) })
    const run = await start(made)
    rmSync(made.file)
    await run.next('reload_refused')
    const asked = [await command(made, 'mute'), await runCommand(['status'], { cwd: made.folder })]
    expect(asked.map(({ exitCode }) => exitCode)).toEqual([0, 0])
    expect(await statusOf(made)).toMatchObject({ muted: { all: true } })
    expect(await run.stop()).toBe(0)
    const after = await runCommand(['status'], { cwd: made.folder })
    expect([after.exitCode, after.text]).toEqual([
      1,
      expect.stringContaining('no promethean.config.ts in'),
    ])
  })

  it('of one plugin works where nothing runs, and names the nearest where there is none', async () => {
    const on = made()
    const wrong = await command(on, 'mute', 'greter', '--json')
    expect([wrong.exitCode, wrong.lines]).toEqual([
      1,
      [
        {
          code: 'failed',
          message: 'no plugin in this config has the id greter; did you mean greeter?',
        },
      ],
    ])
    const { text } = await command(on, 'mute', 'greeter')
    expect(text).toContain('greeter is muted, from the next start on: no output')
    const run = await start(on, { cwd: on.folder })
    expect(await statusOf(on)).toMatchObject({ muted: { all: false, plugins: ['greeter'] } })
    const refused = await command(on, 'mute', 'platfrom', '--json')
    expect(refused.lines).toMatchObject([
      { code: 'failed', message: expect.stringContaining('did you mean platform?') },
    ])
    await run.stop()
    expect((await command(on, 'unmute', 'greeter', '--json')).lines).toEqual([
      { code: 'unmuted', plugin: 'greeter', running: false },
    ])
  })
})

describe.concurrent('run --dry', () => {
  it('prints what would leave, and answers as if it were done', async () => {
    const on = made()
    const run = await start(on, { cwd: on.folder, args: ['--dry'] })
    expect(run.lines.find(({ code }) => code === 'ready')).toMatchObject({ dry: true })
    await fire(on)
    const said = await run.next('effect', ({ method }) => method === 'send')
    expect(said).toMatchObject({
      plugin: 'greeter',
      via: 'platform',
      port: 'ChatSender',
      values: ['Hello', { platform: 'twitch', channel: 'ann' }],
    })
    expect(run.lines.find(({ method }) => method === 'setTitle')).toMatchObject({
      code: 'effect',
      port: 'TitleTarget',
      values: ['A fresh title'],
      cause: expect.any(String),
    })
    await run.next('log', ({ message }) => message === 'set: dry')
    expect(existsSync(join(on.folder, 'left.txt'))).toBe(false)
    await run.stop()
  })
})

// Does not wait for what it needs no answer of.
const DJ = `
import { definePlugin, StreamControl } from 'promethean'

export default definePlugin({
  name: 'dj',
  needs: { control: StreamControl },
  setup: ({ on, ports, log }) => {
    log.info('dj set up')
    on('title.wanted').subscribe(() => void ports.control.scene('Scene B'))
  },
})
`

describe.concurrent('a plugin that does not wait for what it wants done', () => {
  it.each([['muted'], ['OBS is closed']])('is not restarted where %s', async why => {
    const nobody = `obs({ url: 'ws://127.0.0.1:9' })`
    const imports = `import { obs } from '@promethean/plugins'\nimport dj from './dj.ts'`
    const on = project({
      'dj.ts': DJ,
      'promethean.config.ts': configOf([nobody, 'dj()'], '', imports),
    })
    const run = await start(on, { cwd: on.folder })
    if (why === 'muted') await command(on, 'mute')
    for (const _ of [1, 2, 3]) await fire(on)
    const reason = why === 'muted' ? 'dj/muted' : 'dj/absent'
    await vi.waitFor(
      async () => expect(await statusOf(on)).toMatchObject({ heldBack: { [reason]: 3 } }),
      PATIENTLY,
    )
    const { plugins } = await statusOf(on)
    const found = [plugins].flat().find(one => Reflect.get(Object(one), 'id') === 'dj')
    expect(found).toMatchObject({ state: 'ready' })
    expect(found).not.toHaveProperty('failures')
    expect(run.lines.filter(({ message }) => message === 'dj set up')).toHaveLength(1)
    const told = why === 'muted' ? 'muted' : 'not connected'
    expect((await command(on, 'status')).text).toMatch(
      new RegExp(`^dj +not done +3 \\(${told}\\)$`, 'm'),
    )
    await run.stop()
    expect(run.lines.find(({ code }) => code === 'stopped')).toMatchObject({
      heldBack: { [reason]: 3 },
    })
  })
})
