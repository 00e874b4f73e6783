/** What the plugin does with each scope of the streamer's account; the sign-in asks for these. */
export const STREAMER_SCOPES: Readonly<Record<string, string>> = {
  'user:read:chat': 'reads chat',
  'user:write:chat': 'speaks as the streamer, where no bot is set',
  'channel:manage:broadcast': 'sets the title',
  'moderator:read:followers': 'tells follows',
  'channel:read:subscriptions': 'tells subscriptions where chat does not',
  'bits:read': 'tells Power-ups and combos; tells cheers where chat does not',
  'channel:read:redemptions': 'tells channel points',
  'channel:read:polls': 'tells polls',
  'channel:read:predictions': 'tells predictions',
  'channel:read:hype_train': 'tells hype trains',
  'channel:read:ads': 'tells ads',
  'channel:read:goals': 'tells goals',
  'channel:read:charity': 'tells charity campaigns',
  'moderator:manage:banned_users': 'times viewers out; tells timeouts and bans',
  'moderator:manage:chat_messages': 'deletes lines; tells deleted ones',
  'moderator:manage:shoutouts': 'gives shoutouts; tells them',
  'moderator:read:shield_mode': 'tells when the shield goes up and down',
  'moderation:read': 'sees whether the bot is a moderator',
  'moderator:read:blocked_terms': 'tells what moderators do',
  'moderator:read:chat_settings': 'tells what moderators do',
  'moderator:read:unban_requests': 'tells what moderators do',
  'moderator:read:warnings': 'tells what moderators do',
  'moderator:read:moderators': 'tells what moderators do',
  'moderator:read:vips': 'tells what moderators do',
}

/** The same for the bot's account, which only speaks. */
export const BOT_SCOPES: Readonly<Record<string, string>> = { 'user:write:chat': 'speaks' }

/** What an account is asked for, and why: the streamer's with what the config adds. */
export function scopesOf(
  name: 'streamer' | 'bot',
  added: readonly string[],
): Readonly<Record<string, string>> {
  if (name === 'bot') return BOT_SCOPES
  const own = added.map(scope => [scope, 'a plugin of yours wants it'])
  return { ...STREAMER_SCOPES, ...Object.fromEntries(own), ...STREAMER_SCOPES }
}

/** Whether a token may do what a scope allows: `manage` includes `read`. */
function allows(scopes: readonly string[], scope: string): boolean {
  return scopes.includes(scope) || scopes.includes(scope.replace(':read:', ':manage:'))
}

/** Those of the wanted scopes a token lacks. */
export function missingScopes(has: readonly string[], wanted: readonly string[]) {
  return wanted.filter(scope => !allows(has, scope))
}
