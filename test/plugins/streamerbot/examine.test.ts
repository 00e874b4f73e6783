import { ChatOutput, definePlugin, type Finding } from 'promethean'
import { describe, expect, it, onTestFinished } from 'vitest'
import { streamerbot } from '../../../plugins/streamerbot/index.ts'
import { options } from '../../../plugins/streamerbot/options.ts'
import { type FakeSettings, FakeStreamerbot } from '../../support/streamerbot/fake-streamerbot.ts'
import { PASSWORD } from './connected.ts'

const greeter = definePlugin({ name: 'greeter', needs: { chat: ChatOutput }, setup: () => {} })
const TITLE = { id: 't', name: 'Set Stream Title' }

async function examined(settings: FakeSettings, written: object = {}): Promise<readonly Finding[]> {
  const fake = await FakeStreamerbot.start(settings)
  onTestFinished(() => fake.stop())
  return examineAt(fake.port, written)
}

async function examineAt(port: number, written: object): Promise<readonly Finding[]> {
  const found = await streamerbot.plugin.examine?.({
    options: options.parse({ port, ...written }),
    folder: '',
    signal: AbortSignal.timeout(30_000),
    uses: [greeter()],
  })
  return found ?? []
}

const wrong = (found: readonly Finding[]) => found.filter(({ ok }) => !ok)

describe('what doctor says of Streamer.bot', () => {
  it('is good where all is there', async () => {
    const found = await examined(
      { auth: 'on', world: { actions: [TITLE] } },
      { password: PASSWORD, titleAction: TITLE.name },
    )
    expect(wrong(found)).toEqual([])
    expect(found.map(({ what }) => what).join('\n')).toMatch(
      /Streamer.bot 1.0.7 answers at 127.0.0.1:\d+\nsigned in on twitch as ann with the bot annbot, youtube as Ann Live.*\nthe password is correct: it may send chat\nthe action Set Stream Title exists/,
    )
  })

  it('is what to do where nobody answers, or the password is refused', async () => {
    const fake = await FakeStreamerbot.start()
    await fake.stop()
    expect(await examineAt(fake.port, {})).toEqual([
      {
        ok: false,
        what: expect.stringMatching(/^cannot reach Streamer.bot at 127.0.0.1:\d+: .*ECONNREFUSED/),
        advice: expect.stringMatching(/^start Streamer.bot and its WebSocket server/),
      },
    ])
    const refused = await examined({ auth: 'on' }, { password: 'guessed-wrong' })
    expect(refused).toMatchObject([
      { ok: false, advice: expect.stringMatching(/set password to that of/) },
    ])
    expect(JSON.stringify(refused)).not.toContain('guessed-wrong')
  })

  it('calls nothing missing that Streamer.bot did not report', async () => {
    const fake = await FakeStreamerbot.start({ world: { actions: [TITLE] } })
    onTestFinished(() => fake.stop())
    for (const name of ['GetBroadcaster', 'GetActions']) fake.script(name, { error: 'busy' })
    const found = await examineAt(fake.port, { titleAction: TITLE.name })
    const advice = 'try again, and restart Streamer.bot if this keeps happening'
    expect(wrong(found).filter(one => one.advice === advice)).toEqual([
      { ok: false, what: 'Streamer.bot did not report where it is signed in', advice },
      { ok: false, what: 'Streamer.bot did not report its actions', advice },
    ])
    expect(JSON.stringify(found)).not.toMatch(/signed in nowhere|has no action/)
  })

  it('is what to do where no message can be sent, nobody is signed in, or the action for titles is not there', async () => {
    const found = await examined(
      { world: { broadcaster: {}, actions: [TITLE] } },
      { titleAction: 'Set Straem Title' },
    )
    expect(wrong(found)).toEqual([
      {
        ok: false,
        what: 'Streamer.bot is not signed in to any platform',
        advice: 'sign in under Platforms in Streamer.bot',
      },
      {
        ok: false,
        what: 'it rejects chat messages: the connection has no password',
        advice: 'switch Authentication on in Servers/Clients, WebSocket Server and set password',
      },
      {
        ok: false,
        what: 'Streamer.bot has no action Set Straem Title',
        advice: 'set titleAction to Set Stream Title, or rename the action',
      },
    ])
    const none = await examined({}, { titleAction: 'Title' })
    expect(wrong(none).at(-1)?.advice).toBe('create it as docs/streamerbot.md shows')
    const disabled = await examined(
      { world: { actions: [{ ...TITLE, enabled: false }] } },
      { titleAction: 't', password: PASSWORD },
    )
    expect(wrong(disabled).map(({ advice }) => advice)).toEqual([
      'switch Authentication on in Servers/Clients, WebSocket Server',
      'enable it in Streamer.bot',
    ])
  })

  it('ends in time where it hangs, and leaves no connection', async () => {
    const fake = await FakeStreamerbot.start({ greets: 'no-upgrade' })
    onTestFinished(() => fake.stop())
    const found = await streamerbot.plugin.examine?.({
      options: options.parse({ port: fake.port }),
      folder: '',
      signal: AbortSignal.timeout(50),
      uses: [],
    })
    expect(found).toMatchObject([{ ok: false, what: expect.stringMatching(/no answer in time/) }])
    await expect.poll(() => fake.openSockets).toBe(0)
  })
})
