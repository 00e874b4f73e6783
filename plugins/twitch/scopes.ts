/** What the plugin does with each scope of the streamer's account; the sign-in asks for these. */
export const STREAMER_SCOPES: Readonly<Record<string, string>> = {
  'user:read:chat': 'reads chat',
  'user:write:chat': 'sends chat as the streamer, if no bot is set',
  'channel:manage:broadcast': 'sets the title',
  'moderator:read:followers': 'reads follows',
  'channel:read:subscriptions': 'reads subscriptions that chat does not show',
  'bits:read': 'reads Power-ups and combos; reads cheers that chat does not show',
  'channel:read:redemptions': 'reads channel points',
  'channel:read:polls': 'reads polls',
  'channel:read:predictions': 'reads predictions',
  'channel:read:hype_train': 'reads hype trains',
  'channel:read:ads': 'reads ads',
  'channel:read:goals': 'reads goals',
  'channel:read:charity': 'reads charity campaigns',
  'moderator:manage:banned_users': 'times out viewers and ends that; reads timeouts and bans',
  'moderator:manage:chat_messages': 'deletes messages; reads deleted ones',
  'moderator:manage:shoutouts': 'gives shoutouts; reads them',
  'moderator:read:shield_mode': 'reads when shield mode turns on or off',
  'moderation:read': 'reads whether the bot is a moderator',
  'moderator:read:blocked_terms': 'reads moderator actions',
  'moderator:read:chat_settings': 'reads moderator actions',
  'moderator:read:unban_requests': 'reads moderator actions',
  'moderator:read:warnings': 'reads moderator actions',
  'moderator:read:moderators': 'reads moderator actions',
  'moderator:read:vips': 'reads moderator actions',
}

/** The same for the bot's account, which only sends. */
export const BOT_SCOPES: Readonly<Record<string, string>> = { 'user:write:chat': 'sends chat' }

/** The scopes that an account is asked for, and why; for the streamer's account, also those that the config adds. */
export function scopesOf(
  name: 'streamer' | 'bot',
  added: readonly string[],
): Readonly<Record<string, string>> {
  if (name === 'bot') return BOT_SCOPES
  const own = added.map(scope => [scope, 'one of your plugins needs it'])
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
