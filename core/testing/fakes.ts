import { definePlugin, type PluginUse } from '../plugin/define.ts'
import type { Port, Provided } from '../plugin/port.ts'
import { ChatOutput, type ChatTarget, type Receipt, type SayOptions } from '../plugin/ports/chat.ts'
import { TwitchApi, type TwitchMethod, type TwitchRequest } from '../plugin/ports/platform-api.ts'

/** A fake port for `runPlugin`. */
export interface FakePort {
  /** A plugin that provides the port. */
  readonly use: PluginUse
}

/** Provides this implementation of a port to the plugin under test. */
export function fakePort<P extends Port<unknown>>(port: P, implementation: Provided<P>): FakePort {
  const name = `fake-${port.name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase()}`
  const plugin = definePlugin({
    name,
    provides: [port],
    setup: ({ provide }) => provide(port, implementation),
  })
  return { use: plugin() }
}

/** A text that was sent through a fake outbox. */
export interface Said {
  readonly text: string
  readonly target: ChatTarget
  readonly options: SayOptions | undefined
}

/** An outbox that only records texts. */
export interface FakeChatOutput extends FakePort, ChatOutput {
  /** The texts, in order. */
  readonly said: readonly string[]
  /** The texts with their targets. */
  readonly calls: readonly Said[]
}

/** Creates a fake outbox. @param receipt what each `say` resolves to; default: sent and confirmed */
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

/** A call to the fake Twitch API. */
export interface TwitchCall extends TwitchRequest {
  readonly method: TwitchMethod
  readonly path: string
}

/** A fake of Twitch's API with prepared answers. */
export interface FakeTwitchApi extends FakePort, Provided<typeof TwitchApi> {
  /** The calls, in order. */
  readonly calls: readonly TwitchCall[]
}

/**
 * Creates a fake of Twitch's API.
 * @param answers bodies by method and path; an Error rejects the call. All other calls get `{ data: [] }`
 * @example fakeTwitchApi({ 'GET users': { data: [{ id: '7', login: 'ann' }] } })
 */
export function fakeTwitchApi(answers: Readonly<Record<string, unknown>> = {}): FakeTwitchApi {
  const calls: TwitchCall[] = []
  const request: FakeTwitchApi['request'] = async (method, path, asked = {}) => {
    calls.push({ method, path, ...asked })
    const key = `${method} ${path.replace(/^\//, '')}`
    const body = Object.hasOwn(answers, key) ? answers[key] : { data: [] }
    if (body instanceof Error) throw body
    return { status: 200, body }
  }
  return { ...fakePort(TwitchApi, { request }), request, calls }
}
