import type { LinkAccount, Role, User } from 'promethean'
import type { Habit } from './phrases.ts'
import type { Random } from './random.ts'

/** The platforms the invented stream runs on. */
export type SimulatedPlatform = 'twitch' | 'youtube' | 'kick'

/** A viewer of the simulated chat: platform and style. */
export interface Viewer {
  readonly platform: SimulatedPlatform
  readonly user: User
  readonly habits: readonly (readonly [weight: number, habit: Habit])[]
}

/** The invented channel on each platform. */
export const CHANNELS: Readonly<Record<SimulatedPlatform, string>> = {
  twitch: 'lanternkeep',
  youtube: 'UC-simulated-lanternkeep',
  kick: 'lanternkeep',
}

export const PLATFORMS: readonly SimulatedPlatform[] = ['twitch', 'youtube', 'kick']

/** What the simulator is connected as. */
export const ACCOUNTS: readonly LinkAccount[] = PLATFORMS.map(platform => ({
  platform,
  channel: CHANNELS[platform],
}))

/** The regulars. */
export const REGULARS: readonly Viewer[] = [
  viewer('twitch', 'MossyKettle', '#5f9e6e', { calm: 4, advice: 3, hello: 2 }, ['moderator']),
  viewer('twitch', 'PixelThistle', '#b35fd1', { hype: 6, emote: 3 }, ['subscriber']),
  viewer('twitch', 'Grumblewick', '#8a6d3b', { joke: 6, calm: 1 }, ['vip']),
  viewer('twitch', 'OtterParade', '#2f9fd8', { emote: 5, hype: 2, hello: 1 }, ['subscriber']),
  viewer('twitch', 'saltlampsage', '#e08a5a', { calm: 5, advice: 2 }, ['vip', 'subscriber']),
  viewer('twitch', 'nocturnaut_', '#5a62c9', { calm: 2, hello: 2, emote: 1 }),
  viewer('twitch', 'QuillAndCog', '#9aa13c', { advice: 6, joke: 1 }),
  viewer('twitch', 'tinybassoon', '#d45d79', { hello: 2, emote: 2, joke: 2 }),
  viewer('youtube', 'Juniper Falls', '#3fa37c', { calm: 4, hello: 2 }, ['moderator']),
  viewer('youtube', 'Captain Crumpet', '#c9853a', { hype: 4, joke: 3 }, ['subscriber']),
  viewer('youtube', 'Ida Overcast', '#6b87a8', { calm: 3, advice: 2 }),
  viewer('youtube', 'The Polite Gremlin', '#7fae3f', { joke: 4, emote: 2, hello: 1 }),
  viewer('youtube', 'Rosa Tangent', '#cf6fa3', { calm: 2, joke: 1, hype: 2 }, ['subscriber']),
  viewer('kick', 'brassacorn', '#b08d57', { hype: 3, advice: 2 }, ['moderator']),
  viewer('kick', 'VelvetComet', '#7a4fbf', { hype: 3, emote: 4 }, ['subscriber']),
  viewer('kick', 'dustjacket', '#a0937d', { calm: 4, joke: 2 }),
  viewer('kick', 'HumbleBeacon', '#d9b23d', { hello: 3, calm: 2 }),
  viewer('kick', 'kitefuel', '#4fb3a5', { hype: 5, joke: 1 }, ['vip']),
]

/** The account that copies lines from one platform to another, as Restream's does. */
export const RELAYS: Readonly<Record<SimulatedPlatform, Viewer>> = {
  twitch: viewer('twitch', 'RestreamBot', '#888888', { calm: 1 }),
  youtube: viewer('youtube', 'Restream Bot', '#888888', { calm: 1 }),
  kick: viewer('kick', 'RestreamBot', '#888888', { calm: 1 }),
}

/** A new viewer. */
export function newcomer(random: Random, platform: SimulatedPlatform): Viewer {
  const first = random.pick(['quiet', 'amber', 'wandering', 'second', 'maple', 'hasty', 'lunar'])
  const last = random.pick(['badger', 'teapot', 'harbor', 'sparrow', 'marble', 'ladder', 'fern'])
  const name = `${first}${last}${random.between(10, 9_999)}`
  return viewer(platform, name, '#9a9a9a', { first: 4, hype: 1, calm: 1 })
}

/** A viewer on that platform. */
export function regular(random: Random, platform: SimulatedPlatform): Viewer {
  return random.pick(REGULARS.filter(somebody => somebody.platform === platform))
}

function viewer(
  platform: SimulatedPlatform,
  displayName: string,
  color: string,
  habits: Partial<Record<Habit, number>>,
  roles: readonly Role[] = [],
): Viewer {
  const plain = displayName.toLowerCase().replaceAll(' ', '')
  // YouTube knows no logins.
  const name = platform === 'youtube' ? displayName : plain
  return {
    platform,
    user: { id: `sim-${platform}-${plain}`, name, displayName, color, badges: [], roles },
    // The viewers above refer to their habits by these names.
    habits: (Object.entries(habits) as [Habit, number][]).map(([habit, weight]) => [weight, habit]),
  }
}
