import { type ExamineContext, type Finding, findingOf, messageOf } from 'promethean'
import { WebSocket } from 'ws'
import { TauRest } from './client/rest.ts'
import { RestFailure } from './client/rest-failure.ts'
import { troubleOf } from './errors.ts'
import type { TauOptions } from './options.ts'

type Examined = ExamineContext<TauOptions>

/** Checks that TAU is reachable, accepts the token, can call Twitch, and has the accounts of `chat`. */
export async function examine({ options, signal }: Examined): Promise<readonly Finding[]> {
  const base = options.url.replace(/\/+$/, '')
  const rest = new TauRest(base, options.token, signal)
  try {
    const { usesIrc } = await rest.settings()
    const taken = { ok: true, what: `TAU at ${new URL(base).origin} accepts the token` }
    const own = await rest.ownChannel().catch((failure: unknown) => failure)
    const login = isChannel(own) ? own.login : undefined
    const chats = options.chat.map(name =>
      chatFinding(name, { base, signal, isOff: name === login && !usesIrc }),
    )
    return [taken, twitchFinding(own), ...(await Promise.all(chats))]
  } catch (failure) {
    return [findingOf(troubleOf(failure, base))]
  }
}

interface OwnLogin {
  readonly login: string
}

function isChannel(value: unknown): value is OwnLogin {
  return typeof value === 'object' && value !== null && 'login' in value
}

function twitchFinding(own: unknown): Finding {
  if (isChannel(own)) return { ok: true, what: `TAU asks Twitch for ${own.login}` }
  const why = own instanceof RestFailure ? (own.twitch ?? own.message) : messageOf(own)
  return {
    ok: false,
    what: `TAU cannot ask Twitch: ${why}`,
    advice: "sign in to Twitch in TAU's dashboard again, or wait until Twitch answers",
  }
}

interface ChatAddress {
  readonly base: string
  readonly signal: AbortSignal
  /** The streamer's own chat, with TAU's setting for it off. */
  readonly isOff: boolean
}

async function chatFinding(login: string, { base, signal, isOff }: ChatAddress): Promise<Finding> {
  if (isOff) {
    const what = `nothing is received or sent as ${login}: use_irc is off`
    return { ok: false, what, advice: "turn it on in TAU's settings" }
  }
  const came = await upgrade(`${base.replace(/^http/, 'ws')}/ws/chat-bots/${login}/`, signal)
  if (came === OPEN) {
    // Only the opening can be checked: a worker that has stopped sending still accepts messages silently.
    const what = `TAU has the account ${login}; if its messages do not appear, restart TAU's worker, Promethean can keep running`
    return { ok: true, what }
  }
  if (signal.aborted) {
    const what = `no time was left to check whether TAU opens the chat of ${login}`
    return { ok: false, what, advice: 'check first what TAU did not answer' }
  }
  if (came !== FORBIDDEN) {
    const why = came === undefined ? 'the connection failed' : `HTTP ${came} came back`
    const what = `the chat of ${login} cannot be opened: ${why}`
    return {
      ok: false,
      what,
      advice: 'correct url, or let the proxy in front of TAU pass websockets',
    }
  }
  const what = `TAU does not open the chat of ${login}`
  return {
    ok: false,
    what,
    advice: 'add it there as a chat bot, or remove it from the option chat',
  }
}

const OPEN = 101
// TAU's answer for an unknown account.
const FORBIDDEN = 403

// The status. Left without a token: only who has sent one and leaves early ends TAU's worker.
function upgrade(url: string, signal: AbortSignal): Promise<number | undefined> {
  return new Promise(resolve => {
    const socket = new WebSocket(url)
    const end = (status?: number) => {
      signal.removeEventListener('abort', giveUp)
      socket.terminate()
      resolve(status)
    }
    const giveUp = () => end()
    socket.on('open', () => end(OPEN))
    socket.on('unexpected-response', (_request, { statusCode }) => end(statusCode))
    socket.on('error', giveUp)
    signal.addEventListener('abort', giveUp)
    if (signal.aborted) giveUp()
  })
}
