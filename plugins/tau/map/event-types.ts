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

/** The EventSub type of a row: TAU writes dashes instead of dots, and Twitch's names have no dashes. */
export function subscriptionOf(name: string): string {
  return eventTypeOf(name).replaceAll('-', '.')
}

// Every TAU subscribes to other types that report the same; otherwise it would be published twice.
const SECOND_TELLERS = /^channel-(chat-.*|moderate|bits-use)$/

/** Whether a row only repeats what a row of an older type reports. */
export function isSecondTeller(type: string): boolean {
  return SECOND_TELLERS.test(type)
}

/** Twitch's types that concern only TAU's own channel. */
export function isOfOwnChannel(type: string): boolean {
  return type.startsWith('channel-') && !mayBeOfOthers(type)
}

/** Types that TAU also reports for others: every streamer it watches, and raids in both directions. */
export function mayBeOfOthers(type: string): boolean {
  return type.startsWith('stream-') || type === 'channel-raid'
}
