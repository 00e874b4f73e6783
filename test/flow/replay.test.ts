import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Running, run } from 'promethean'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { listenRunning } from '../../core/daemon/control/client.ts'
import { openDatabase } from '../../core/journal/sqlite/database/node-sqlite.ts'
import type { TestProject } from '../support/process/promethean.ts'
import { configOf } from './own-plugins.ts'
import { command, pluginFile, statusWhere, workshop } from './workshop.ts'

// Processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })
const { project, start, spawn } = workshop()

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

describe('a replay beside a running instance', () => {
  const MORE = `import answers from './answers.ts'\nimport speaker from './speaker.ts'`
  const uses = (ticker: string) =>
    configOf([ticker, 'speaker()', 'answers()'], `streamer: { twitch: 'ann' },`, MORE)

  /** An instance that has answered three lines, and whose next answers would be others. */
  async function answered(): Promise<{ made: TestProject; running: Running; journal: string }> {
    const made = project({
      'answers.ts': ANSWERS('heard'),
      'speaker.ts': SPEAKER,
      'promethean.config.ts': uses('ticker({ count: 3 })'),
    })
    const running = await run({ config: made.file })
    onTestFinished(async () => void (await running.stop()))
    const sent = () => running.operations.events({ types: ['chat.sent'] })
    await expect.poll(sent).toMatchObject({ value: { events: { length: 3 } } })
    return { made, running, journal: join(made.folder, '.promethean', 'journal.db') }
  }

  async function collected(lines?: AsyncIterable<unknown>): Promise<readonly unknown[]> {
    const all: unknown[] = []
    for await (const line of lines ?? []) all.push(line)
    return all
  }

  it('gives a program and the control socket what the command prints, and leaves them their time', async () => {
    const { made, running, journal } = await answered()
    const { operations } = running
    const { signal } = new AbortController()
    const shares: number[] = []
    const onProgress = (_: string, share: number) => shares.push(share)
    const before = Date.now()
    let ticks = 0
    const ticking = setInterval(() => ticks++, 5)
    const told = await collected(operations.replay({ since: '1h' }, { signal, onProgress }))
    clearInterval(ticking)
    expect(told).toEqual([
      ...[0, 1, 2].map(n => ({
        ...{ code: 'effect', at: expect.any(String), plugin: 'answers', via: 'speaker' },
        ...{ what: 'ChatSender.send', text: `heard line ${n}`, platform: 'twitch', channel: 'ann' },
        cause: `twitch:chat.message:a-${n}`,
      })),
      {
        ...{ code: 'replayed', from: expect.any(String), events: 3, effects: 3 },
        left_out: ['ticker', 'speaker'],
      },
    ])
    expect(shares.at(-1)).toBeGreaterThan(0)
    expect(Math.max(...shares)).toBeLessThanOrEqual(1)
    // The past was an hour long: who reads it did not live through it.
    expect(ticks).toBeGreaterThan(0)
    expect(Date.now() - before).toBeLessThan(3_600_000)

    const body = { input: { since: '1h' } }
    const heard = await collected(await listenRunning(journal, 'replay', { body, signal }))
    expect(heard.map(text => JSON.parse(String(text))).slice(0, 3)).toEqual(told.slice(0, 3))
    const printed = await command(made, 'replay', '--since', '1h', '--json')
    expect(printed.lines.slice(0, 3)).toEqual(told.slice(0, 3))
    expect(printed.lines.at(-1)).toEqual({
      ...{ code: 'replayed', events: 3, effects: 3, left_out: ['ticker', 'speaker'] },
    })
    expect((await running.status()).plugins).toMatchObject([{ state: 'connected' }, {}, {}])
    expect(await operations.mute()).toMatchObject({ done: true })
  })

  it('tells what differs of the files as they are now, and what plugins warn of', async () => {
    const { made, running } = await answered()
    const { signal } = new AbortController()
    const warns = ANSWERS('got').replace('=> ports', "=> log.warn('a line came') ?? ports")
    made.write('answers.ts', warns.replace('({ on, ports })', '({ on, ports, log })'))
    const told = await collected(running.operations.replay({ since: '1h', diff: true }, { signal }))
    expect(told).toMatchObject([
      ...Array(3).fill({ code: 'log', level: 'warn', plugin: 'answers', message: 'a line came' }),
      ...[0, 1, 2].map(n => ({ kind: 'missing', text: `heard line ${n}` })),
      ...[0, 1, 2].map(n => ({ kind: 'added', text: `got line ${n}` })),
      { code: 'replayed' },
    ])
  })

  it('is refused with the problems of the config, a wrong input, and a stream that never was', async () => {
    const { made, running } = await answered()
    const { replay } = running.operations
    const { signal } = new AbortController()
    expect(() => replay({ session: 'x', since: '1h' }, { signal })).toThrow(
      'sets the time: leave out since and until',
    )
    await expect(collected(replay({ session: 'x' }, { signal }))).rejects.toThrow(
      'the journal has no stream x; write one as promethean sessions prints it',
    )
    made.write('promethean.config.ts', uses('ticker({ cuont: 3 })'))
    await expect(collected(replay({}, { signal }))).rejects.toMatchObject({
      code: 'config_problem',
      problems: [{ plugin: 'ticker', path: 'cuont' }],
    })
  })

  it('ends with its signal and with its reader, in the midst of an endless loop too, and lets go of the journal', async () => {
    const { made, running, journal } = await answered()
    const { replay } = running.operations
    const stop = new AbortController()
    const looping = join(made.folder, 'looping')
    made.write(
      'answers.ts',
      ANSWERS('got')
        .replace(
          '=> ports',
          `=> { writeFileSync(${JSON.stringify(looping)}, ''); for (;;); return ports`,
        )
        .replace('to: event })', 'to: event }) }')
        .replace('import', "import { writeFileSync } from 'node:fs'\nimport"),
    )
    const reading = collected(replay({ since: '1h' }, { signal: stop.signal }))
    const read = expect(reading).rejects.toThrow('never mind')
    await expect.poll(() => existsSync(looping), { timeout: 30_000 }).toBe(true)
    stop.abort(new Error('never mind'))
    await read

    made.write('answers.ts', ANSWERS('got'))
    const { signal } = new AbortController()
    for await (const line of replay({ since: '1h' }, { signal })) {
      expect(line).toMatchObject({ text: 'got line 0' })
      break
    }
    // Nobody reads in it any more: all of the log can be brought into the journal.
    const db = openDatabase(journal)
    const truncated = () => db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()
    await expect.poll(truncated).toMatchObject({ busy: 0 })
    db.close()
    await expect(run({ config: made.file })).rejects.toThrow('another Promethean is using it')
  })

  it('breaks off with a sentence where a plugin ends the process, and the instance goes on', async () => {
    const { made, running } = await answered()
    const { signal } = new AbortController()
    made.write('answers.ts', ANSWERS('got').replace('=> ports', '=> process.exit(3) ?? ports'))
    await expect(collected(running.operations.replay({ since: '1h' }, { signal }))).rejects.toThrow(
      /^the replay broke off: its thread ended; /,
    )
    expect((await running.status()).seen).toBeGreaterThan(0)
  })
})

it('a replay is ended by Ctrl-C with a sentence', async () => {
  const made = project({
    'slow.ts': pluginFile('slow', `() => new Promise(() => { console.error('it waits') })`),
    'promethean.config.ts': configOf(['ticker({ count: 3 })']),
  })
  const first = await start(made)
  await statusWhere(made, ({ seen }) => seen === 3)
  expect(await first.stop()).toBe(0)
  made.write('promethean.config.ts', configOf(['slow()'], '', `import slow from './slow.ts'`))
  const replaying = spawn(['replay', '--json', '--config', made.file])
  await expect.poll(() => replaying.noise.join(''), { timeout: 30_000 }).toContain('it waits')
  expect(await replaying.stop()).toBe(1)
  expect(replaying.lines).toEqual([
    { code: 'failed', message: 'the replay was interrupted; nothing was sent or changed' },
  ])
})
