import { type Events, type NewEvent, withoutUndefined } from 'promethean'
import { type Fields, fields } from '../../formats/json.ts'
import { firstCount, firstFlag, firstId, firstNumber, firstText, firstTime } from '../fields.ts'
import { followed, type Mapper, offline, online, raided, updated } from './channel.ts'
import { mapChat, mapCheer } from './chat.ts'
import { type Frame, tell } from './frame.ts'
import { mapBan, mapCleared, mapDeleted, mapTimeout, mapUnban, mapUntimeout } from './moderation.ts'
import { hyped, polled, predicted } from './twitch-polls.ts'
import { giftBomb, giftSub, resub, sub } from './twitch-subs.ts'
import { userOf } from './users.ts'

/** Streamer.bot's Twitch events that have a name in the vocabulary. */
export const twitch: Readonly<Record<string, Mapper>> = {
  ChatMessage: mapChat,
  Cheer: mapCheer,
  ChatMessageDeleted: mapDeleted,
  ChatCleared: mapCleared,
  UserTimedOut: mapTimeout,
  UserUntimedOut: mapUntimeout,
  UserBanned: mapBan,
  UserUnbanned: mapUnban,
  Follow: followed,
  Sub: sub,
  ReSub: resub,
  GiftSub: giftSub,
  GiftBomb: giftBomb,
  Raid: raided,
  RewardRedemption: redeemed,
  AutomaticRewardRedemption: automaticReward,
  StreamOnline: online,
  StreamOffline: offline,
  StreamUpdate: updated,
  HypeTrainStart: hyped('started'),
  HypeTrainUpdate: hyped('progressed'),
  HypeTrainLevelUp: hyped('progressed'),
  HypeTrainEnd: hyped('ended'),
  PollCreated: polled('started'),
  PollUpdated: polled('progressed'),
  PollCompleted: polled('ended'),
  PollTerminated: polled('ended'),
  PredictionCreated: predicted('started'),
  PredictionUpdated: predicted('progressed'),
  PredictionLocked: predicted('locked'),
  PredictionCompleted: predicted('ended'),
  PredictionCanceled: predicted('ended'),
  AdRun: adStarted,
}

function redeemed(frame: Frame): readonly NewEvent[] {
  const { data } = frame
  const user = userOf(frame.platform, data)
  const reward = fields(data.reward)
  const id = firstId(reward.id)
  const title = firstText(reward.title)
  if (user === undefined || id === undefined || title === undefined) return []
  return [redemption(frame, user, withoutUndefined({ id, title, cost: firstNumber(reward.cost) }))]
}

// Rewards also include what costs bits: https://dev.twitch.tv/docs/eventsub/eventsub-reference/#power-up
const POWER_UPS: ReadonlySet<unknown> = new Set([
  'message_effect',
  'gigantify_an_emote',
  'celebration',
])

/** Whether an automatic reward was paid with bits. */
export function isPowerUp(data: Fields): boolean {
  return POWER_UPS.has(typeOf(data))
}

function typeOf(data: Fields): string | undefined {
  return firstText(data.reward_type, data.rewardType)
}

// Twitch's own rewards (highlight my message, unlock an emote) have no id and no title but their type.
function automaticReward(frame: Frame): readonly NewEvent[] {
  const { data } = frame
  const user = userOf(frame.platform, data)
  const type = typeOf(data)
  if (user === undefined || type === undefined || isPowerUp(data)) return []
  const cost = firstNumber(data.cost, data.channelPoints)
  return [redemption(frame, user, withoutUndefined({ id: type, title: type, cost }))]
}

function redemption(
  frame: Frame,
  user: Events['channel.redeemed']['user'],
  reward: Events['channel.redeemed']['reward'],
): NewEvent {
  const { data } = frame
  const redemptionId = firstId(data.redemptionId, data.id)
  const text = firstText(data.user_input, data.userInput, data.message_text, data.text)
  const status = firstText(data.status)
  const time = firstTime(data.redeemed_at, data.redeemedAt, data.createdAt)
  const told = { key: redemptionId, time }
  return tell(
    frame,
    'channel.redeemed',
    withoutUndefined({ redemptionId, user, reward, text, status }),
    told,
  )
}

function adStarted(frame: Frame): readonly NewEvent[] {
  const { data } = frame
  const seconds = firstCount(data.length_seconds, data.lengthSeconds, data.length)
  const isAutomatic = firstFlag(data.is_automatic, data.isAutomatic)
  const time = firstTime(data.started_at, data.timestamp)
  return seconds === undefined
    ? []
    : [tell(frame, 'channel.ad.started', withoutUndefined({ seconds, isAutomatic }), { time })]
}
