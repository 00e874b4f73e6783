import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from 'promethean'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { TestProject } from '../support/process/promethean.ts'
import { configOf } from './own-plugins.ts'
import { command, connected, exported, workshop } from './workshop.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })
const { project, spawn, start, studio } = workshop()
const PATIENTLY = { timeout: 30_000, interval: 50 }

// Speaks and moderates: what leaves is a line in a file.
const PLATFORM = `
import { appendFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { ChatSender, definePlugin, Moderation, event } from 'promethean'
import { of } from 'rxjs'
import { z } from 'zod'

export default definePlugin({
  name: 'platform',
  options: z.strictObject({ platforms: z.array(z.string()).default(['twitch']) }),
  provides: [ChatSender, Moderation],
  setup: ({ provide, folder, options: { platforms }, link }) => {
    const leave = (...words) => appendFileSync(join(folder, '..', 'left.txt'), words.join(' ') + '\\n')
    provide(ChatSender, {
      platforms,
      account: () => ({ name: 'annbot' }),
      send: async (text, { platform, channel, replyTo }) =>
        (leave('say', platform, channel, replyTo ?? '-', text), { status: 'sent', messageId: 'm-1', confirmed: true }),
    })
    provide(Moderation, {
      delete: async line => leave('delete', line.data.messageId),
      timeout: async ({ name }, length, { reason }) => leave('timeout', name, length, reason ?? '-'),
      untimeout: async ({ name }) => leave('untimeout', name),
      shoutout: async (name, { signal }) => {
        if (name === 'nobody') throw new Error('there is no such account')
        if (name === 'slowly') {
          leave('shoutout begun')
          while (!existsSync(join(folder, '..', 'go'))) await setTimeout(20, undefined, { signal })
        }
        leave('shoutout', name)
      },
    })
    link({ quiet: '1d' }).connected(platforms.map(platform => ({ platform, channel: 'ann' })))
    const user = { id: '7', name: 'bea', displayName: 'Bea', roles: [] }
    const line = { messageId: 'line-1', text: 'hello there', user }
    return of(event('chat.message', line, { key: 'line-1', platform: platforms[0], channel: 'ann' }))
  },
})
`

function stage(uses: readonly string[] = ['platform()'], more = ''): TestProject {
  return project({
    'platform.ts': PLATFORM,
    'promethean.config.ts': configOf(
      uses,
      "streamer: { twitch: 'ann' },",
      `import platform from './platform.ts'\n${more}`,
    ),
  })
}

function left({ folder }: TestProject): readonly string[] {
  try {
    return readFileSync(join(folder, 'left.txt'), 'utf8').trimEnd().split('\n')
  } catch {
    return []
  }
}

/** The id of the line the platform tells. */
async function lineOf(made: TestProject): Promise<string> {
  const find = async () => {
    const [line] = await exported(made, '--types', 'chat.message')
    if (line === undefined) throw new Error('it has not come yet')
    return String(line.id)
  }
  return vi.waitFor(find, PATIENTLY)
}

describe.concurrent('a person acts through the running instance', () => {
  it('a line is said, and explain names who asked', async () => {
    const made = stage()
    const night = await start(made)
    const said = await command(made, 'say', 'Back in five', '--json')
    expect([said.exitCode, said.lines]).toEqual([
      0,
      [
        {
          ...{ code: 'say', id: expect.any(String), status: 'sent', text: 'Back in five' },
          ...{ platform: 'twitch', channel: 'ann', messageId: 'm-1', confirmed: true },
        },
      ],
    ])
    expect(left(made)).toEqual(['say twitch ann - Back in five'])
    const explained = await command(made, 'explain', String(said.lines[0]?.id), '--json')
    expect(explained.lines).toMatchObject([
      {
        event: {
          type: 'operation.requested',
          data: { operation: 'say', by: 'terminal', kind: 'person' },
        },
        effects: [
          { event: { type: 'chat.sent', data: { plugin: 'terminal', text: 'Back in five' } } },
        ],
      },
    ])
    const id = await lineOf(made)
    const answered = await command(made, 'say', 'Hello Bea', '--reply-to', id)
    expect(answered.text).toMatch(/^said on twitch in ann: Hello Bea; promethean explain /)
    expect(left(made)[1]).toBe('say twitch ann line-1 Hello Bea')
    const both = await command(made, 'say', 'x', '--reply-to', id, '--platform', 'twitch')
    expect(both.text).toBe(
      '--platform cannot be used with --reply-to: an answer goes to the channel of its event',
    )
    const dry = await command(made, 'say', 'Later', '--dry', '--json')
    expect(dry.lines).toEqual([
      { code: 'say', status: 'dry', text: 'Later', platform: 'twitch', channel: 'ann' },
    ])
    // As for every plugin: a line that shows nothing is not said, and why is told.
    const blank = await command(made, 'say', ' \u200B ', '--json')
    expect([blank.exitCode, blank.lines]).toMatchObject([
      1,
      [{ status: 'dropped', reason: 'blank' }],
    ])
    expect(left(made)).toHaveLength(2)
    await night.stop()
  })

  it('is asked which platform where there are several', async () => {
    const made = stage(["platform({ platforms: ['twitch', 'youtube'] })"])
    const night = await start(made)
    const unclear = await command(made, 'say', 'Hello')
    expect([unclear.exitCode, unclear.text]).toEqual([
      1,
      'choose a platform: --platform twitch or youtube',
    ])
    const told = await command(made, 'say', 'Hello', '--json')
    expect(told.lines).toEqual([
      {
        code: 'problem',
        path: 'platform',
        message: 'choose a platform: --platform twitch or youtube',
      },
    ])
    expect((await command(made, 'say', 'Hello', '--platform', 'youtube')).exitCode).toBe(0)
    expect(left(made)).toEqual(['say youtube ann - Hello'])
    await night.stop()
  })

  it('needs no platform where only a simulator invents others', async () => {
    const made = stage(
      ['platform()', 'simulator({ script: [] })'],
      "import { simulator } from '@promethean/plugins'",
    )
    const night = await start(made)
    await connected(made, 'platform', 'simulator')
    expect((await command(made, 'say', 'Hello', '--json')).lines).toMatchObject([
      { code: 'say', status: 'sent', platform: 'twitch', channel: 'ann' },
    ])
    const fired = await command(made, 'fire', 'stream.online', '--json')
    const found = await exported(made, '--types', 'stream.online', '--tests')
    expect([fired.exitCode, found]).toMatchObject([0, [{ platform: 'twitch', channel: 'ann' }]])
    // It was never meant, and can be named all the same.
    const there = await command(
      made,
      'say',
      'Hello',
      '--platform',
      'kick',
      '--channel',
      'x',
      '--dry',
    )
    expect(there.exitCode).toBe(0)
    await night.kill()
  })

  it('with a simulator alone is asked which of its platforms', async () => {
    const made = project({
      'promethean.config.ts': configOf(
        ['simulator({ script: [] })'],
        '',
        "import { simulator } from '@promethean/plugins'",
      ),
    })
    const night = await start(made)
    await connected(made, 'simulator')
    for (const words of [
      ['say', 'Hello'],
      ['fire', 'stream.online'],
    ])
      expect((await command(made, ...words)).text).toContain(
        'choose a platform: --platform twitch, youtube or kick',
      )
    await night.kill()
  })

  it('a mute of everything holds it back, one of another plugin does not', async () => {
    const on = stage(['platform()', "gate({ ending: 'x' })"])
    const night = await start(on)
    const id = await lineOf(on)
    await command(on, 'mute', 'gate')
    expect((await command(on, 'say', 'Hello')).exitCode).toBe(0)
    await command(on, 'mute')
    for (const [what, ...words] of [
      ['say it', 'say', 'Hello again'],
      ['say it', 'say', 'Hello again', '--dry'],
      ['delete the message', 'delete', id],
      ['delete the message', 'delete', id, '--dry'],
      ['time out bea for 60 s', 'timeout', 'bea', '--seconds', '60'],
      ['end the timeout of bea', 'untimeout', 'bea'],
      ['give cleo a shoutout', 'shoutout', 'cleo'],
    ] as const) {
      const refused = await command(on, ...words)
      expect([refused.exitCode, refused.text]).toEqual([
        1,
        `cannot ${what}: everything is muted; run promethean unmute, then try again`,
      ])
    }
    expect(left(on)).toEqual(['say twitch ann - Hello'])
    await command(on, 'unmute')
    await command(on, 'mute', 'platform')
    const through = await command(on, 'shoutout', 'cleo')
    expect(through.text).toBe(
      'cannot give cleo a shoutout: platform is muted; run promethean unmute platform, then try again',
    )
    await night.stop()
  })

  it('a line is deleted, a viewer timed out and let in again, a streamer shouted out', async () => {
    const made = stage()
    const night = await start(made)
    const id = await lineOf(made)
    const deleted = await command(made, 'delete', id, '--json')
    expect(deleted.lines).toEqual([
      {
        ...{ code: 'delete', id: expect.any(String), status: 'done' },
        ...{ what: 'delete the message', via: 'platform' },
      },
    ])
    const explained = await command(made, 'explain', id)
    expect(explained.text).toContain(`terminal asked for delete: id: ${id}`)
    const wanted = await command(made, 'timeout', '@bea', '--seconds', '60', '--reason', 'spam')
    expect(wanted.text).toMatch(
      /^done: time out @bea for 60 s through platform; promethean explain/,
    )
    const undone = await command(made, 'untimeout', '@bea', '--json')
    expect(undone.lines).toMatchObject([
      { code: 'untimeout', status: 'done', what: 'end the timeout of @bea', via: 'platform' },
    ])
    const dry = await command(made, 'shoutout', 'cleo', '--dry')
    expect(dry.text).toBe('dry: would give cleo a shoutout through platform')
    await command(made, 'shoutout', 'cleo')
    const failed = await command(made, 'shoutout', 'nobody')
    expect([failed.exitCode, failed.text]).toEqual([
      1,
      'cannot give nobody a shoutout through platform: there is no such account',
    ])
    const all = ['delete line-1', 'timeout @bea 60s spam', 'untimeout @bea', 'shoutout cleo']
    expect(left(made)).toEqual(all)
    const other = String(deleted.lines[0]?.id)
    expect((await command(made, 'delete', other)).text).toBe(
      `cannot delete the message: ${other} is of the type operation.requested; give the id of a chat.message`,
    )
    expect((await command(made, 'delete', 'nowhere')).text).toContain('no event nowhere')
    await night.stop()
  })

  it('says which plugin would do what none of this config does', async () => {
    const made = stage()
    const night = await start(made)
    const title = await command(made, 'title', 'A quiet evening')
    expect([title.exitCode, title.text]).toEqual([
      1,
      'cannot set the title: no plugin in this config can do that; ' +
        "add one that can, such as twitch({ ... }) or streamerbot({ titleAction: 'Set Stream Title' })",
    ])
    expect((await command(made, 'scene', 'Pause')).text).toContain('such as obs({ ... })')
    expect((await command(made, 'action', 'Flash')).text).toContain('such as streamerbot({ ... })')
    expect((await command(made, 'shoutout', 'cleo', '--via', 'platfrom')).text).toContain(
      'did you mean platform?',
    )
    await night.stop()
  })
})

it('title, scene and action go to OBS and Streamer.bot', async () => {
  const { streamerbot, uses } = await studio({ id: 'a-2', name: 'Flash' })
  const made = project({
    'promethean.config.ts': `
import { obs, streamerbot } from '@promethean/plugins'
import { defineConfig } from 'promethean'

export default defineConfig({
  streamer: { twitch: 'ann' },
  plugins: [${uses.join(', ')}],
})
`,
  })
  const night = await start(made)
  await connected(made, 'obs', 'streamerbot')
  const sceneNow = async () => Object((await command(made, 'status', '--json')).lines[0]).scene
  expect(await sceneNow()).toBe('Scene A')
  expect((await command(made, 'scene', 'Scene B')).exitCode).toBe(0)
  await expect.poll(sceneNow, PATIENTLY).toBe('Scene B')
  expect((await command(made, 'status')).text).toMatch(/^offline, scene Scene B$/m)
  const title = await command(made, 'title', ' A quiet evening ', '--json')
  expect(title.lines).toMatchObject([
    { code: 'title', status: 'done', what: 'set the title', via: 'streamerbot' },
  ])
  const [changed] = await exported(made, '--types', 'title.changed')
  expect(changed).toMatchObject({
    cause: title.lines[0]?.id,
    data: { title: 'A quiet evening', target: 'streamerbot' },
  })
  expect((await command(made, 'title', 'long '.repeat(60))).text).toBe(
    'cannot set the title: it has 299 characters, and only 140 are allowed; write another',
  )
  expect((await command(made, 'title', '\u200B')).text).toBe(
    'cannot set the title: it has no visible characters; write another',
  )
  const action = await command(made, 'action', 'Flash', '--arg', 'color=red', '--arg', 'a=b=c')
  expect(action.text).toMatch(/^done: run the action Flash through streamerbot; /)
  expect(streamerbot.world.runs.map(({ args }) => args)).toMatchObject([
    { title: 'A quiet evening' },
    { color: 'red', a: 'b=c' },
  ])
  expect((await command(made, 'action', 'Flash', '--arg', 'red')).exitCode).toBe(2)
  const nowhere = await command(made, 'scene', 'Nowhere at all')
  expect([nowhere.exitCode, nowhere.text]).toEqual([
    1,
    expect.stringMatching(/^cannot switch to the scene Nowhere at all: OBS has no such scene; /),
  ])
  await night.stop()
})

it('a program acts in its own name', async () => {
  const made = stage()
  const running = await run({ config: made.file })
  onTestFinished(async () => void (await running.stop()))
  const { operations } = running
  const said = await operations.say({ text: 'Hello' }, { by: 'my page' })
  expect(said).toMatchObject({ done: true, value: { status: 'sent' } })
  await vi.waitFor(async () => {
    const sent = await exported(made, '--types', 'chat.sent')
    expect(sent).toMatchObject([{ data: { plugin: 'my page' } }])
  }, PATIENTLY)
  expect(await operations.shoutout({ user: 'cleo' }, { dry: true })).toEqual({
    done: true,
    value: { status: 'dry', what: 'give cleo a shoutout', via: 'platform' },
  })
  await operations.mute()
  expect(await operations.say({ text: 'Hello' })).toEqual({
    done: false,
    refusal: {
      code: 'runtime',
      what: 'cannot say it',
      why: 'everything is muted',
      advice: 'run promethean unmute, then try again',
    },
  })
  expect(left(made)).toEqual(['say twitch ann - Hello'])
})

it('a mute holds from the moment it is asked for, before it is saved and answered', async () => {
  const made = stage()
  const running = await run({ config: made.file })
  onTestFinished(async () => void (await running.stop()))
  const { operations } = running
  const muting = operations.mute()
  const said = await operations.say({ text: 'Hello' })
  expect(said).toMatchObject({ done: false, refusal: { why: 'everything is muted' } })
  expect(await muting).toMatchObject({ done: true })
  expect(left(made)).toEqual([])
})

it('what a person asked for is done though he waits for it no longer', async () => {
  const made = stage()
  const night = await start(made)
  const asking = spawn(['shoutout', 'slowly', '--config', made.file])
  await vi.waitFor(() => expect(left(made)).toEqual(['shoutout begun']), PATIENTLY)
  asking.signal('SIGINT')
  await asking.exited
  // By then the instance knows that nobody waits.
  expect((await command(made, 'status')).exitCode).toBe(0)
  made.write('go', '')
  await vi.waitFor(
    () => expect(left(made)).toEqual(['shoutout begun', 'shoutout slowly']),
    PATIENTLY,
  )
  await night.stop()
})

it('no secret is shown of a plugin that is away and quotes one', async () => {
  const made = project({
    'away.ts': `
import { definePlugin, NotReady, StreamControl } from 'promethean'

const away = async () => {
  throw new NotReady('cannot reach it with ' + process.env.AWAY_TOKEN)
}

export default definePlugin({
  name: 'away',
  provides: [StreamControl],
  setup: ({ provide, link }) => {
    provide(StreamControl, { start: away, stop: away, scene: away, show: away, text: away })
    link({ quiet: '1d' })
  },
})
`,
    '.env': 'AWAY_TOKEN=lantern-moss-4471\n',
    'promethean.config.ts': configOf(['away()'], '', `import away from './away.ts'`),
  })
  const night = await start(made)
  const asked = await command(made, 'scene', 'Pause')
  expect([asked.exitCode, asked.text]).toEqual([
    1,
    'cannot switch to the scene Pause through away: cannot reach it with [redacted]',
  ])
  await night.stop()
})

it('in a dry run it is written down and nothing leaves', async () => {
  const made = stage()
  const effects: unknown[] = []
  const running = await run({ config: made.file, dry: true, onEffect: one => effects.push(one) })
  onTestFinished(async () => void (await running.stop()))
  const { operations } = running
  expect(await operations.say({ text: 'Hello' })).toMatchObject({ value: { status: 'dry' } })
  expect(await operations.shoutout({ user: 'cleo' })).toMatchObject({ value: { status: 'dry' } })
  expect(effects).toMatchObject([
    { plugin: 'program', method: 'send' },
    { plugin: 'program', method: 'shoutout' },
  ])
  expect(left(made)).toEqual([])
})

it('what is not connected is named, and nothing inside Promethean', async () => {
  const made = project({
    'away.ts': `
import { definePlugin, NotReady, StreamControl } from 'promethean'

export default definePlugin({
  name: 'away',
  provides: [StreamControl],
  setup: () => {
    throw new NotReady('it is closed')
  },
})
`,
    'promethean.config.ts': configOf(['away()'], '', `import away from './away.ts'`),
  })
  const night = await start(made)
  const asked = await command(made, 'scene', 'Pause')
  expect(asked.exitCode).toBe(1)
  expect(asked.text.split('\n').at(-1)).toBe(
    'cannot switch to the scene Pause: away is stopped or not connected; see promethean status',
  )
  await night.stop()
})
