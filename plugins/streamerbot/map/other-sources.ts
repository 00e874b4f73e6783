import { type NewEvent, withoutUndefined } from 'promethean'
import { fields } from '../../formats/json.ts'
import { firstText } from '../fields.ts'
import { followed, type Mapper, offline, online, raided, updated } from './channel.ts'
import { mapChat } from './chat.ts'
import { type Frame, tell } from './frame.ts'
import { mapBan, mapTimeout } from './moderation.ts'
import { giftBomb, giftSub, resub, sub } from './twitch-subs.ts'

const streaming: Readonly<Record<string, Mapper>> = {
  ChatMessage: mapChat,
  Follow: followed,
  Subscription: sub,
  Resubscription: resub,
  GiftSubscription: giftSub,
  MassGiftSubscription: giftBomb,
  StreamOnline: online,
  StreamOffline: offline,
}

/** Streamer.bot's Kick events that have a name in the vocabulary. */
export const kick: Readonly<Record<string, Mapper>> = {
  ...streaming,
  UserTimedOut: mapTimeout,
  UserBanned: mapBan,
  ChannelUpdate: updated,
}

/** Streamer.bot's Trovo events that have a name in the vocabulary. */
export const trovo: Readonly<Record<string, Mapper>> = { ...streaming, Raid: raided }

/** Streamer.bot's events about OBS. */
export const obs: Readonly<Record<string, Mapper>> = {
  StreamingStarted: frame => [tell(frame, 'obs.stream.started', {})],
  StreamingStopped: frame => [tell(frame, 'obs.stream.stopped', {})],
  RecordingStarted: frame => [tell(frame, 'obs.recording.started', {})],
  RecordingStopped: frame => [
    tell(
      frame,
      'obs.recording.stopped',
      withoutUndefined({ file: firstText(frame.data.outputPath) }),
    ),
  ],
  SceneChanged: sceneChanged,
}

function sceneChanged(frame: Frame): readonly NewEvent[] {
  const { data } = frame
  const scene = firstText(fields(data.scene).sceneName, data.sceneName, data['obs.sceneName'])
  const previous = firstText(fields(data.oldScene).sceneName, data['obs.oldSceneName'])
  return scene === undefined
    ? []
    : [tell(frame, 'obs.scene.changed', withoutUndefined({ scene, previous }))]
}
