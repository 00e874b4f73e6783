import {
  ChatOutput,
  ChatSender,
  type ExamineContext,
  type Finding,
  findingOf,
  type Sentence,
} from 'promethean'
import { settingsOf } from './chat-settings.ts'
import { type Chat, openChat } from './connection.ts'
import type { TwitchIrcOptions } from './options.ts'

type Examined = ExamineContext<TwitchIrcOptions>

/** Checks that Twitch chat accepts the login, that every channel exists, and that sending is possible if needed. */
export async function examine(context: Examined): Promise<readonly Finding[]> {
  const { ended, missing, chat } = await logIn(context)
  try {
    if (ended !== undefined) return [findingOf(ended)]
    return [loggedIn(chat.account()?.name), ...missing.map(notThere), ...voice(context, chat)]
  } finally {
    chat.close()
  }
}

interface Login {
  readonly chat: Chat
  readonly missing: readonly string[]
  /** Why there is no connection. */
  readonly ended?: Sentence
}

function logIn({ options, signal }: Examined): Promise<Login> {
  return new Promise(resolve => {
    const chat = openChat(settingsOf(options), {
      heard: () => undefined,
      line: () => undefined,
      malformed: () => undefined,
      ready: missing => resolve({ chat, missing }),
      ended: ended => resolve({ chat, missing: [], ended }),
    })
    const late = {
      what: 'cannot log in to Twitch chat',
      why: 'no answer in time',
      advice: 'check the network',
    }
    const giveUp = () => resolve({ chat, missing: [], ended: late })
    signal.addEventListener('abort', giveUp)
    if (signal.aborted) giveUp()
  })
}

function loggedIn(name: string | undefined): Finding {
  return { ok: true, what: `logged in to Twitch chat ${name ? `as ${name}` : 'anonymously'}` }
}

function notThere(channel: string): Finding {
  return {
    ok: false,
    what: `cannot join #${channel}: Twitch did not answer`,
    advice: 'check the name in channels',
  }
}

function voice({ options, uses }: Examined, chat: Chat): readonly Finding[] {
  if (options.token) return options.channels.flatMap(channel => standing(chat, channel))
  const wants = uses.some(({ plugin }) =>
    Object.values(plugin.needs ?? {}).some(
      need => ('port' in need ? need.port : need).name === ChatOutput.name,
    ),
  )
  if (!wants || uses.some(maySpeak)) return []
  return [
    {
      ok: false,
      what: 'no message can be sent: Twitch chat is read anonymously, and no other plugin can speak',
      advice: 'create a token with chat:read and chat:edit and set token',
    },
  ]
}

// An account's limit per 30 s depends on its role there.
function standing(chat: Chat, channel: string): readonly Finding[] {
  const roles = chat.account(channel)?.roles
  if (roles === undefined) return []
  const isTrusted = roles.includes('broadcaster') || roles.includes('moderator')
  const limit = isTrusted ? '100 lines in 30 s' : '20 lines in 30 s, 100 as a moderator'
  return [{ ok: true, what: `in #${channel} it may say ${limit}` }]
}

function maySpeak({ plugin }: Examined['uses'][number]): boolean {
  const { name, provides } = plugin
  if (name === 'twitch-irc' || provides === undefined) return false
  return typeof provides === 'function' || provides.some(port => port.name === ChatSender.name)
}
