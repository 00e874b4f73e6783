import type { Refusal } from 'promethean'

// Twitch's chat spells these several ways; the first that fits counts.
const KINDS: readonly (readonly [RegExp, Refusal['code']])[] = [
  [/rate.?limit/i, 'rate_limited'],
  [/duplicate/i, 'duplicate'],
  [
    /banned|timedout|suspended|blocked|no_permission|tos_ban|(?:followers|subs).?only|requires_verified|verified_email/i,
    'forbidden',
  ],
]

/**
 * What Twitch's code for a line it did not take means: the `msg-id` of a NOTICE
 * (https://dev.twitch.tv/docs/chat/irc/#notice-reference), or the code of Helix's `drop_reason`.
 */
export function refusalOf(code: string): Refusal {
  return { code: KINDS.find(([words]) => words.test(code))?.[1] ?? 'refused' }
}
