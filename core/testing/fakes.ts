import { definePlugin, type PluginUse } from '../plugin/define.ts'
import type { Port } from '../plugin/port.ts'
import { ChatOutput, type ChatTarget, type Receipt, type SayOptions } from '../plugin/ports/chat.ts'
import { TwitchApi, type TwitchMethod, type TwitchRequest } from '../plugin/ports/platform-api.ts'

/** A port's stand-in, to be given to `runPlugin`. */
export interface FakePort {
  /** A plugin that provides it. */
  readonly use: PluginUse
}

/** Provides this implementation of a port to the plugin under test. */
export function fakePort<T>(port: Port<T>, implementation: T): FakePort {
  const name = `fake-${port.name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase()}`
  const plugin = definePlugin({
    name,
    provides: [port],
    setup: ({ provide }) => provide(port, implementation),
  })
  return { use: plugin() }
}

/** What was said through a fake outbox. */
export interface Said {
  readonly text: string
  readonly target: ChatTarget
  readonly options: SayOptions | undefined
}

/** An outbox that only writes down. */
export interface FakeChatOutput extends FakePort, ChatOutput {
  /** The texts, in order. */
  readonly said: readonly string[]
  /** The texts with where they were to go. */
  readonly calls: readonly Said[]
}

/** @param receipt what each `say` gives; default sent and confirmed */
export function fakeChatOutput(
  receipt: Receipt = { status: 'sent', confirmed: true },
): FakeChatOutput {
  const calls: Said[] = []
  const say: ChatOutput['say'] = async (text, target, options) => {
    calls.push({ text, target, options })
    return receipt
  }
  return {
    ...fakePort(ChatOutput, { say }),
    say,
    calls,
    get said() {
      return calls.map(({ text }) => text)
    },
  }
}

/** What a fake Twitch was asked. */
export interface TwitchCall extends TwitchRequest {
  readonly method: TwitchMethod
  readonly path: string
}

/** Twitch's API that only answers what the test gave it. */
export interface FakeTwitchApi extends FakePort, TwitchApi {
  /** What it was asked, in order. */
  readonly calls: readonly TwitchCall[]
}

/**
 * @param answers bodies by method and path; whatever else is asked is answered with `{ data: [] }`. One that is an Error rejects
 * @example fakeTwitchApi({ 'GET users': { data: [{ id: '7', login: 'ann' }] } })
 */
export function fakeTwitchApi(answers: Readonly<Record<string, unknown>> = {}): FakeTwitchApi {
  const calls: TwitchCall[] = []
  const request: TwitchApi['request'] = async (method, path, asked = {}) => {
    calls.push({ method, path, ...asked })
    const key = `${method} ${path.replace(/^\//, '')}`
    const body = Object.hasOwn(answers, key) ? answers[key] : { data: [] }
    if (body instanceof Error) throw body
    return { status: 200, body }
  }
  return { ...fakePort(TwitchApi, { request }), request, calls }
}
