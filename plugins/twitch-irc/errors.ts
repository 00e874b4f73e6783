import type { Sentence } from 'promethean'

/** The server stayed silent after the login lines. */
export function noAnswer(ms: number): Sentence {
  return {
    what: 'cannot log in to Twitch chat',
    why: `no answer within ${ms / 1_000} s`,
    advice: 'retrying',
  }
}

/** No connection came about. */
export function unreachable(address: string, why: string): Sentence {
  return {
    what: `cannot reach Twitch chat at ${address}`,
    why,
    advice: 'check the network and the option server',
  }
}

/** The server hung up before it had accepted the login. */
export function closedEarly(): Sentence {
  return {
    what: 'cannot log in to Twitch chat',
    why: 'the connection closed before the login finished',
    advice: 'retrying',
  }
}

/** The connection broke. */
export function dropped(code: number): Sentence {
  return {
    what: 'lost Twitch chat',
    why: `the connection was closed (${code})`,
    advice: 'reconnecting',
  }
}

/** The login was refused. */
export function refused(username: string | undefined, said: string | undefined): Sentence {
  const who = username ? ` as ${username}` : ''
  const why = said?.slice(0, 80) ?? 'without a reason'
  return {
    what: `cannot log in to Twitch chat${who}`,
    why: `Twitch rejected it (${why})`,
    advice: 'create a token for that account with chat:read and chat:edit and set token',
  }
}

/** Twitch is about to close the connection. */
export function askedToLeave(): Sentence {
  return {
    what: 'left Twitch chat',
    why: 'the server asked for a new connection',
    advice: 'reconnecting',
  }
}
