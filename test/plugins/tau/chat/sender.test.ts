import { ChatSender, type Provided } from 'promethean'

import { type PluginRun, runPlugin } from 'promethean/testing'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { tau } from '../../../../plugins/tau/index.ts'
import { type FakeTau, type FakeTauSettings, startFakeTau } from '../../../support/tau/fake-tau.ts'

afterEach(() => void vi.useRealTimers())

const BOT = 'annbot'
const live = new AbortController().signal

async function connected(settings: FakeTauSettings = {}, chat: readonly string[] = [BOT]) {
  const fake = await startFakeTau({ bots: [BOT], ircDelayMs: 0, ...settings })
  onTestFinished(() => fake.close())
  const run = await runPlugin(tau({ url: fake.url, token: fake.token, chat: [...chat] }))
  onTestFinished(() => run.stop())
  await run.next('source.connected')
  await vi.waitFor(() =>
    expect(fake.clients.filter(one => one.authenticatedAt !== undefined)).toHaveLength(
      1 + chat.length,
    ),
  )
  return { fake, run, sender: run.port(ChatSender) }
}

/** From here on timers stand still but for `advance`; sockets go on. */
function freeze() {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  return (ms: number) => vi.advanceTimersByTimeAsync(ms)
}

function say(
  sender: Provided<typeof ChatSender>,
  text: string,
  channel = 'annstreams',
  signal = live,
) {
  return sender.send(text, { platform: 'twitch', channel }, signal)
}

/** Says it when chat is up. */
async function saySoon(sender: Provided<typeof ChatSender>, text: string, channel = 'annstreams') {
  const advance = freeze()
  const saying = say(sender, text, channel)
  await advance(5_000)
  vi.useRealTimers()
  return saying
}

const lines = (fake: FakeTau) => fake.said.map(({ account, line }) => `${account} ${line}`)
const logged = (run: PluginRun) => run.logged.map(({ message }) => message).join('\n')

describe('speaking through TAU', () => {
  test('waits until the bot is in chat, is never confirmed, and names the channel without #', async () => {
    const { fake, sender } = await connected()
    const advance = freeze()
    const saying = say(sender, 'hello there', '#AnnStreams')
    await advance(0)
    expect(fake.said).toEqual([])
    await advance(5_000)
    vi.useRealTimers()
    await expect(saying).resolves.toEqual({ status: 'sent', confirmed: false })
    await vi.waitFor(() => expect(lines(fake)).toEqual(['annbot PRIVMSG #annstreams :hello there']))
  })

  test('carries no second line, and none that is too long or for no channel', async () => {
    const { fake, sender } = await connected()
    await saySoon(sender, 'one\r\nPRIVMSG #bea :two\0three')
    await expect(say(sender, 'x'.repeat(501))).resolves.toMatchObject({
      refusal: { code: 'too_long' },
    })
    await expect(say(sender, 'hello', 'a b\r\nQUIT')).resolves.toMatchObject({
      refusal: { code: 'no_channel' },
    })
    await vi.waitFor(() =>
      expect(lines(fake)).toEqual(['annbot PRIVMSG #annstreams :one PRIVMSG #bea :two three']),
    )
  })

  test('is done as the first account of `chat`, in lower case, which leaves the worker alive', async () => {
    const { fake, sender } = await connected({}, ['AnnBot', 'annstreams'])
    expect(sender.account('twitch')).toEqual({ name: 'annbot' })
    expect(sender.account('youtube')).toBeUndefined()
    expect(fake.isWorkerDead).toBe(false)
    const own = await connected({}, ['annstreams'])
    expect(own.sender.account('twitch', '#AnnStreams')).toEqual({
      name: 'annstreams',
      roles: ['broadcaster'],
    })
    expect(own.sender.account('twitch', 'bea')).toEqual({ name: 'annstreams' })
  })

  test('is not done as an account that is not heard: use_irc off, or unknown to TAU', async () => {
    const off = await connected({ useIrc: false }, ['annstreams', BOT])
    expect(off.sender.account('twitch')).toEqual({ name: BOT })
    expect(logged(off.run)).toContain(
      "chat of annstreams is neither received nor sent: use_irc is off in TAU's settings; turn it on there",
    )
    const fake = await startFakeTau({})
    onTestFinished(() => fake.close())
    const run = await runPlugin(tau({ url: fake.url, token: fake.token, chat: ['nobody'] }))
    onTestFinished(() => run.stop())
    await run.next('source.connected')
    const sender = run.port(ChatSender)
    expect(sender.account('twitch')).toBeUndefined()
    await expect(say(sender, 'hello')).rejects.toThrow(
      /none of the accounts in the option chat is connected there; see the warnings/,
    )
  })

  test('never hangs where the connection or the signal ends while it waits', async () => {
    const { fake, run, sender } = await connected()
    const gone = new AbortController()
    const aborted = say(sender, 'first', 'annstreams', gone.signal)
    gone.abort()
    await expect(aborted).rejects.toThrow()
    const cut = say(sender, 'second')
    fake.drop(1006)
    await expect(cut).resolves.toEqual({
      ...{ status: 'dropped', refusal: { code: 'connection_lost' }, confirmed: false },
    })
    await run.next('source.disconnected')
    expect(sender.account('twitch')).toBeUndefined()
    expect(fake.said).toEqual([])
  })

  test('holds the bot’s socket until it is of age, so that TAU’s worker lives on', async () => {
    const { fake, run } = await connected({ ircDelayMs: 1_000 })
    await run.stop()
    const bot = () => fake.clients.find(one => one.path.includes(BOT))
    expect(bot()?.closedAt).toBeUndefined()
    expect(fake.isWorkerDead).toBe(false)
  })

  test('into a worker that is dead looks like any other: nobody says so', async () => {
    const { fake, sender } = await connected()
    fake.isWorkerDead = true
    await expect(saySoon(sender, 'into the void')).resolves.toEqual({
      ...{ status: 'sent', confirmed: false },
    })
    expect(fake.said).toEqual([])
  })

  test('is confirmed, with the line’s id, where another account of `chat` is in the room and hears it', async () => {
    const { fake, run, sender } = await connected({}, [BOT, 'annstreams'])
    const receipt = await saySoon(sender, 'hello  there')
    const [heard] = run.events.filter(({ type }) => type === 'chat.message')
    expect(receipt).toEqual({
      status: 'sent',
      confirmed: true,
      messageId: Object(heard?.data).messageId,
    })
    await expect(saySoon(sender, 'in another room', 'bea')).resolves.toMatchObject({
      confirmed: false,
    })
    await vi.waitFor(() => expect(fake.said).toHaveLength(2))
    expect((await run.status()).plugins.find(({ id }) => id === 'tau')).not.toHaveProperty('reason')
  })

  test('is heard though Twitch takes signs out of it that show nothing', async () => {
    const { run, sender } = await connected({}, [BOT, 'annstreams'])
    const flag = '\u{1F3F4}\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}'
    await expect(saySoon(sender, `it is coming home ${flag}`)).resolves.toMatchObject({
      confirmed: true,
    })
    expect((await run.status()).plugins.find(({ id }) => id === 'tau')).not.toHaveProperty('reason')
  })

  test('into a worker that has given up is told by the other account, once, until it is heard again', async () => {
    const { fake, run, sender } = await connected({}, [BOT, 'annstreams'])
    fake.isWorkerDead = true
    const advance = freeze()
    const lost = say(sender, 'into the void')
    await advance(5_000)
    await advance(5_000)
    await expect(lost).resolves.toEqual({ status: 'sent', confirmed: false })
    // Nobody waits for the next one.
    const again = say(sender, 'again')
    await advance(5_000)
    await expect(again).resolves.toMatchObject({ confirmed: false })
    await advance(5_000)
    vi.useRealTimers()
    const reason = async () => (await run.status()).plugins.find(({ id }) => id === 'tau')?.reason
    const sentence = expect.stringMatching(/annbot did not reach annstreams.*restart TAU's worker/)
    expect(await reason()).toEqual(sentence)
    expect(
      run.logged.filter(({ level }) => level === 'warn').map(({ message }) => message),
    ).toEqual([sentence])
    fake.isWorkerDead = false
    await saySoon(sender, 'and now')
    await vi.waitFor(async () => expect(await reason()).toBeUndefined())
    expect(logged(run)).toContain('messages sent through TAU arrive again')
  })

  test('needs no witness that is not there: a second account that heard nothing of the room yet', async () => {
    const { sender } = await connected({ bots: [BOT, 'helper'] }, [BOT, 'helper'])
    await expect(saySoon(sender, 'hello')).resolves.toEqual({ status: 'sent', confirmed: false })
  })

  test('is offered only with accounts to speak as', async () => {
    const fake = await startFakeTau({})
    onTestFinished(() => fake.close())
    const run = await runPlugin(tau({ url: fake.url, token: fake.token }))
    onTestFinished(() => run.stop())
    expect(() => run.port(ChatSender)).toThrow('provides no ChatSender')
  })
})
