import { type NewEvent, withoutUndefined } from 'promethean'
import { fields, isFields } from '../../formats/json.ts'
import { firstCount, firstId, firstText, firstTime } from '../fields.ts'
import { streamOf } from './broadcasts.ts'
import { followed, type Mapper } from './channel.ts'
import { broadcastIn, mapChat } from './chat.ts'
import { type Frame, tell } from './frame.ts'
import { mapBan, mapDeleted, mapTimeout } from './moderation.ts'
import { namedIn, userOf } from './users.ts'

/** Streamer.bot's YouTube events that have a name in the vocabulary. */
export const youtube: Readonly<Record<string, Mapper>> = {
  Message: mapChat,
  MessageDeleted: mapDeleted,
  UserBanned: mapBan,
  UserTimedout: mapTimeout,
  SuperChat: tipped,
  SuperSticker: tipped,
  NewSponsor: frame => member(frame, { isResub: false }),
  MemberMileStone: frame => member(frame, { isResub: true }),
  MembershipGift: gifted,
  GiftMembershipReceived: received,
  NewSubscriber: followed,
  BroadcastStarted: started,
  BroadcastEnded: ended,
  BroadcastUpdated: updated,
}

function tipped(frame: Frame): readonly NewEvent[] {
  const { data } = frame
  const user = userOf(frame.platform, data)
  const micros = firstCount(data.microAmount)
  const currency = firstText(data.currencyCode)
  if (user === undefined || micros === undefined || currency === undefined) return []
  const text = firstText(data.message, data.text)
  const streamId = broadcastIn(data)
  const tip = withoutUndefined({
    ...{ user, amount: micros / 1e6, currency: currency.toUpperCase(), text, streamId },
  })
  return [tell(frame, 'channel.tipped', tip, notice(frame))]
}

function member(frame: Frame, { isResub }: { readonly isResub: boolean }): readonly NewEvent[] {
  const { data } = frame
  const user = userOf(frame.platform, data)
  if (user === undefined) return []
  const membership = withoutUndefined({
    user,
    tier: firstText(data.levelName, data.tier),
    months: firstCount(data.months),
    isResub,
    text: firstText(data.message),
    streamId: broadcastIn(data),
  })
  return [tell(frame, 'channel.subscribed', membership, notice(frame))]
}

function gifted(frame: Frame): readonly NewEvent[] {
  const { data } = frame
  const count = firstCount(data.count)
  const user = userOf(frame.platform, data)
  if (count === undefined) return []
  const tier = firstText(data.tier, data.levelName)
  return [
    tell(
      frame,
      'channel.gifted',
      withoutUndefined({ user, count, tier, streamId: broadcastIn(data) }),
      notice(frame),
    ),
  ]
}

function received(frame: Frame): readonly NewEvent[] {
  const { data } = frame
  const user = userOf(frame.platform, data)
  if (user === undefined) return []
  const from = namedIn(frame.platform, data.gifter)
  const tier = firstText(data.tier, data.levelName)
  const membership = withoutUndefined({
    user,
    tier,
    gift: withoutUndefined({ from }),
    streamId: broadcastIn(data),
  })
  return [tell(frame, 'channel.subscribed', membership, notice(frame))]
}

function started(frame: Frame): readonly NewEvent[] {
  const info = streamOf(broadcastOf(frame))
  return [tell(frame, 'stream.online', info, { key: info.streamId, time: info.startedAt })]
}

function ended(frame: Frame): readonly NewEvent[] {
  const streamId = firstId(broadcastOf(frame).id)
  return [tell(frame, 'stream.offline', withoutUndefined({ streamId }))]
}

function updated(frame: Frame): readonly NewEvent[] {
  const { id, title: told } = broadcastOf(frame)
  const title = firstText(told)
  if (title === undefined) return []
  return [tell(frame, 'channel.updated', withoutUndefined({ title, streamId: firstId(id) }))]
}

function broadcastOf({ data }: Frame) {
  return isFields(data.broadcast) ? fields(data.broadcast) : data
}

function notice({ data }: Frame): { key: string | undefined; time: Date | undefined } {
  return { key: firstId(data.eventId), time: firstTime(data.publishedAt) }
}
