import { expect, it, vi } from 'vitest'
import { configOf } from './own-plugins.ts'
import { command, pluginFile, statusWhere, workshop } from './workshop.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })
const { project, start } = workshop()

const ANSWERS = (answer: string) =>
  pluginFile(
    'answers',
    `({ on, ports }) =>
  on('chat.message').pipe(inOrder(event => ports.chat.say('${answer} ' + event.data.text, { to: event })))`,
    `import { ChatOutput, inOrder } from 'promethean'`,
  ).replace('setup:', 'needs: { chat: ChatOutput }, setup:')

const SPEAKER = pluginFile(
  'speaker',
  `({ link, provide }) => {
  link({ quiet: '1d' }).connected()
  provide(ChatSender, {
    platforms: ['twitch'],
    account: () => ({ name: 'annbot', roles: ['broadcaster'] }),
    send: async () => ({ status: 'sent', confirmed: true }),
  })
}`,
  `import { ChatSender } from 'promethean'`,
).replace('setup:', 'provides: [ChatSender], setup:')

it('replay tells what today would have been said, and with --diff what differs from then', async () => {
  const more = `import answers from './answers.ts'\nimport speaker from './speaker.ts'`
  const made = project({
    'answers.ts': ANSWERS('heard'),
    'speaker.ts': SPEAKER,
    'promethean.config.ts': configOf(
      ['ticker({ count: 3 })', 'speaker()', 'answers()'],
      `streamer: { twitch: 'ann' },`,
      more,
    ),
  })
  const run = await start(made)
  await statusWhere(made, ({ seen }) => seen === 3)
  expect(await run.stop()).toBe(0)

  const same = await command(made, 'replay', '--since', '1h', '--diff', '--json')
  expect(same.lines).toEqual([
    { code: 'replayed', events: 3, effects: 3, left_out: ['ticker', 'speaker'] },
  ])
  expect(same.exitCode).toBe(0)

  made.write('answers.ts', ANSWERS('got'))
  const effects = await command(made, 'replay', '--since', '1h', '--json')
  expect(effects.exitCode).toBe(0)
  expect(effects.lines[0]).toMatchObject({
    code: 'effect',
    plugin: 'answers',
    what: 'ChatSender.send',
    text: 'got line 0',
    platform: 'twitch',
    channel: 'ann',
    cause: 'twitch:chat.message:a-0',
  })
  const changed = await command(made, 'replay', '--since', '1h', '--diff')
  expect(changed.exitCode).toBe(1)
  expect(changed.text).toMatch(/- .*heard line 0/)
  expect(changed.text).toMatch(/\+ .*got line 0/)

  made.write(
    'answers.ts',
    ANSWERS('got').replace('=> ports', '=> void Promise.reject(new Error("it broke")) ?? ports'),
  )
  const strays = await command(made, 'replay', '--since', '1h', '--json')
  expect(strays.exitCode).toBe(0)
  expect(strays.lines.at(-1)).toMatchObject({ code: 'replayed', events: 3 })
})
