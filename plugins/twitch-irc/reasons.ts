/** The server stayed silent after the login lines. */
export function noAnswer(ms: number): string {
  return `cannot log in to Twitch chat: no answer within ${ms / 1_000} s; trying again`
}

/** No connection came about. */
export function unreachable(address: string, why: string): string {
  return `cannot reach Twitch chat at ${address}: ${why}; check the network, trying again`
}

/** The server hung up before it had accepted the login. */
export function closedEarly(): string {
  return 'cannot log in to Twitch chat: the connection closed before the login was done; trying again'
}

/** The connection broke. */
export function dropped(code: number): string {
  return `lost Twitch chat: the connection was closed (${code}); connecting again`
}

/** The login was refused. */
export function refused(username: string | undefined, said: string | undefined): string {
  const who = username ? ` as ${username}` : ''
  const why = said?.slice(0, 80) ?? 'without a reason'
  return `cannot log in to Twitch chat${who}: Twitch refused it (${why}); make a token of that account with chat:read and chat:edit and set token`
}

/** Twitch is about to close the connection. */
export function askedToLeave(): string {
  return 'left Twitch chat: the server asked for a new connection; connecting again'
}
