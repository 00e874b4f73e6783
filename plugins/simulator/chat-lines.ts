import { type ChatMessage, event, type NewEvent, type Platform, type Told } from 'promethean'
import { type Habit, phrase, type SpokenLine } from './phrases.ts'
import type { Random } from './random.ts'
import { CHANNELS, REGULARS, type SimulatedPlatform, type Viewer } from './viewers.ts'

/** What the story has at hand. */
export interface Stage {
  readonly random: Random
  /** A key no other event of any run has. */
  key(): string
  /** The scene now shown. */
  scene: string
}

/** A viewer's next message, in their own style unless a kind is given. */
export function speak(random: Random, viewer: Viewer, habit?: Habit): SpokenLine {
  return phrase(random, habit ?? random.weigh(viewer.habits), NEIGHBOURS[viewer.platform])
}

/** The event of a line. */
export function chat(
  messageId: string,
  { user, platform }: Viewer,
  said: SpokenLine,
  more: Partial<ChatMessage> = {},
): NewEvent {
  return event('chat.message', { messageId, ...said, user, ...more }, told(platform, messageId))
}

/** Common fields of every simulated event: the current time, and that it is a test event. */
export function told(platform: Platform, key: string): Told {
  const channel = isSimulated(platform) ? { channel: CHANNELS[platform] } : {}
  return { key, platform, ...channel, time: new Date(), test: true }
}

const NEIGHBOURS = {
  twitch: namesOn('twitch'),
  youtube: namesOn('youtube'),
  kick: namesOn('kick'),
}

function namesOn(platform: SimulatedPlatform): readonly string[] {
  return REGULARS.filter(viewer => viewer.platform === platform).map(({ user }) => user.displayName)
}

function isSimulated(platform: Platform): platform is SimulatedPlatform {
  return platform in CHANNELS
}
