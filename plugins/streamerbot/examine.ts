import {
  ChatOutput,
  ChatSender,
  type ExamineContext,
  type Finding,
  findingOf,
  nearest,
} from 'promethean'
import { fields } from '../formats/json.ts'
import { accountsIn, type SignedIn } from './accounts.ts'
import { Connection } from './connection.ts'
import { type Disconnection, disconnectedSentence } from './errors.ts'
import { firstText } from './fields.ts'
import type { StreamerbotOptions } from './options.ts'
import { actionsIn, isCalled } from './requests/actions.ts'

type Examined = ExamineContext<StreamerbotOptions>

/** Checks that Streamer.bot is reachable, accepts the password, and has what this config needs. */
export async function examine(context: Examined): Promise<readonly Finding[]> {
  const place = `${context.options.host}:${context.options.port}`
  const connection = await connect(context)
  if (!(connection instanceof Connection))
    return [findingOf(disconnectedSentence(connection, place))]
  try {
    const [info, broadcaster, listed] = await Promise.all(
      ['GetInfo', 'GetBroadcaster', 'GetActions'].map(name =>
        connection.ask(name, {}, context.signal).catch(() => undefined),
      ),
    )
    const version = firstText(fields(fields(info).info).version) ?? 'of unknown version'
    return [
      { ok: true, what: `Streamer.bot ${version} answers at ${place}` },
      broadcaster === undefined
        ? untold('where it is signed in')
        : accountsFinding(accountsIn(broadcaster)),
      ...chatFinding(context, connection.isAuthenticated),
      ...titleFinding(context.options.titleAction, listed),
    ]
  } finally {
    connection.close()
  }
}

function connect({ options, signal }: Examined): Promise<Connection | Disconnection> {
  return new Promise(resolve => {
    const giveUp = () => {
      connection.close()
      resolve({ kind: 'no_answer' })
    }
    const connection = new Connection(options, {
      heard: () => undefined,
      unreadable: () => undefined,
      frame: () => undefined,
      connected: () => resolve(connection),
      lost: resolve,
    })
    signal.addEventListener('abort', giveUp)
    if (signal.aborted) giveUp()
  })
}

function accountsFinding(accounts: readonly SignedIn[]): Finding {
  const there = accounts.filter(({ isDisconnected }) => !isDisconnected)
  if (there.length === 0) {
    return {
      ok: false,
      what: 'Streamer.bot is not signed in to any platform',
      advice: 'sign in under Platforms in Streamer.bot',
    }
  }
  const names = there.map(({ platform, broadcaster, bot }) =>
    bot === undefined
      ? `${platform} as ${broadcaster.name}`
      : `${platform} as ${broadcaster.name} with the bot ${bot.name}`,
  )
  return { ok: true, what: `signed in on ${names.join(', ')}` }
}

// Only if a plugin wants to send chat and no other sender can: receiving needs no password.
function chatFinding({ options, uses }: Examined, isAuthenticated: boolean): readonly Finding[] {
  const speaks = uses.some(({ plugin }) =>
    Object.values(plugin.needs ?? {}).some(
      need => ('port' in need ? need.port : need).name === ChatOutput.name,
    ),
  )
  if (isAuthenticated) return [{ ok: true, what: 'the password is correct: it may send chat' }]
  if (!speaks || uses.some(maySpeak)) return []
  const switchOn = 'switch Authentication on in Servers/Clients, WebSocket Server'
  return [
    {
      ok: false,
      what: 'it rejects chat messages: the connection has no password',
      advice: options.password === undefined ? `${switchOn} and set password` : `${switchOn}`,
    },
  ]
}

function maySpeak({ plugin }: Examined['uses'][number]): boolean {
  const { name, provides } = plugin
  if (name === 'streamerbot' || provides === undefined) return false
  return typeof provides === 'function' || provides.some(port => port.name === ChatSender.name)
}

function untold(what: string): Finding {
  return {
    ok: false,
    what: `Streamer.bot did not report ${what}`,
    advice: 'try again, and restart Streamer.bot if this keeps happening',
  }
}

function titleFinding(wanted: string | undefined, listed: unknown): readonly Finding[] {
  if (wanted === undefined) return []
  if (listed === undefined) return [untold('its actions')]
  const actions = actionsIn(listed)
  const found = actions.find(action => isCalled(action, wanted))
  if (found?.isEnabled) return [{ ok: true, what: `the action ${wanted} exists` }]
  if (found !== undefined) {
    return [
      { ok: false, what: `the action ${wanted} is disabled`, advice: 'enable it in Streamer.bot' },
    ]
  }
  const near = nearest(
    wanted,
    actions.map(({ name }) => name),
  )
  const advice =
    near === undefined
      ? 'create it as docs/streamerbot.md shows'
      : `set titleAction to ${near}, or rename the action`
  return [{ ok: false, what: `Streamer.bot has no action ${wanted}`, advice }]
}
