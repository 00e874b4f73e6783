const REDEMPTION = 'channel-channel_points_custom_reward_redemption'

// Names before TAU's renaming (docs/new_tau_changes.md); test buttons and overlays still send them.
const OLD_NAMES: Readonly<Record<string, string>> = {
  update: 'channel-update',
  follow: 'channel-follow',
  'point-redemption': `${REDEMPTION}-add`,
  cheer: 'channel-cheer',
  subscribe: 'channel-subscribe',
  raid: 'channel-raid',
  'hype-train-begin': 'channel-hype_train-begin',
  'hype-train-progress': 'channel-hype_train-progress',
  'hype-train-end': 'channel-hype_train-end',
}

/** Today's name of a TAU event type, from an old name or Twitch's dotted one. */
export function eventTypeOf(name: string): string {
  const dashed = name.replaceAll('.', '-')
  return Object.hasOwn(OLD_NAMES, dashed) ? (OLD_NAMES[dashed] ?? dashed) : dashed
}

/** The type of EventSub a row stands for: TAU writes dashes for dots, and there are no dashes in Twitch's names. */
export function subscriptionOf(name: string): string {
  return eventTypeOf(name).replaceAll('-', '.')
}

// What these tell, the types every TAU subscribes to tell as well: it would be told twice.
const SECOND_TELLERS = /^channel-(chat-.*|moderate|bits-use)$/

/** Whether a row tells in another way what a row of an older type tells beside it. */
export function isSecondTeller(type: string): boolean {
  return SECOND_TELLERS.test(type)
}

/** Types of Twitch told of TAU's own channel alone. */
export function isOfOwnChannel(type: string): boolean {
  return type.startsWith('channel-') && !mayBeOfOthers(type)
}

/** Types TAU tells of others too: of every streamer it watches, and of raids in both directions. */
export function mayBeOfOthers(type: string): boolean {
  return type.startsWith('stream-') || type === 'channel-raid'
}
