import { event, type NewEvent } from 'promethean'
import { chat, type Stage, speak, told } from './chat-lines.ts'
import { line } from './phrases.ts'
import { newcomer, PLATFORMS, REGULARS, RELAYS, regular } from './viewers.ts'

/** One happening, as one event or several that belong together. */
type Happening = (stage: Stage) => Iterable<NewEvent>

const STREAM = { title: 'Lamplight and ladders: chapter three', category: 'The Drowned Orchard' }

/** How a stream begins. */
export function* opening(stage: Stage): Iterable<NewEvent> {
  yield* talk(stage)
  yield event('obs.stream.started', {}, told('obs', stage.key()))
  yield* talk(stage)
  for (const platform of PLATFORMS) {
    const streamId = stage.key()
    const info = { ...STREAM, streamId, startedAt: new Date() }
    yield event('stream.online', info, told(platform, streamId))
    yield* talk(stage)
  }
  yield showScene(stage, 'Talking')
  yield* relayed(stage)
}

/** All that may happen after that, by how often it does. */
export const HAPPENINGS: readonly (readonly [weight: number, happening: Happening])[] = [
  [60, talk],
  [10, relayed],
  [6, question],
  [6, arrival],
  [5, follow],
  [4, redemption],
  [3, cheer],
  [3, subscription],
  [1.5, superChat],
  [1.5, sceneChange],
  [1, gift],
  [0.6, raid],
  [0.5, cleanUp],
  [0.3, retitle],
]

function* talk({ random, key }: Stage): Iterable<NewEvent> {
  const viewer = random.pick(REGULARS)
  yield chat(key(), viewer, speak(random, viewer))
}

// Like Restream's chat: the message again on another platform, by its bot, after the platform and the author.
function* relayed({ random, key }: Stage): Iterable<NewEvent> {
  const viewer = random.pick(REGULARS)
  const said = speak(random, viewer)
  yield chat(key(), viewer, said)
  const origin = { twitch: 'Twitch', youtube: 'YouTube', kick: 'Kick' }[viewer.platform]
  const copy = line(`[${origin}: ${viewer.user.displayName}] ${said.text}`)
  const elsewhere = PLATFORMS.filter(platform => platform !== viewer.platform)
  yield chat(key(), RELAYS[random.pick(elsewhere)], copy)
}

function* question({ random, key }: Stage): Iterable<NewEvent> {
  const asking = random.pick(REGULARS)
  const asked = speak(random, asking, 'question')
  const messageId = key()
  yield chat(messageId, asking, asked)
  const others = REGULARS.filter(
    ({ platform, user }) => platform === asking.platform && user !== asking.user,
  )
  const answering = random.pick(others)
  const { id, name, displayName } = asking.user
  const reply = { messageId, text: asked.text, user: { id, name, displayName } }
  yield chat(key(), answering, speak(random, answering, 'answer'), { reply })
}

function* arrival({ random, key }: Stage): Iterable<NewEvent> {
  const viewer = newcomer(random, random.pick(PLATFORMS))
  yield chat(key(), viewer, speak(random, viewer, 'first'), { isFirst: true })
}

function* follow({ random, key }: Stage): Iterable<NewEvent> {
  const { platform, user } = newcomer(random, random.pick(PLATFORMS))
  yield event('channel.followed', { user }, told(platform, key()))
}

function* redemption({ random, key }: Stage): Iterable<NewEvent> {
  const redemptionId = key()
  const reward = random.pick([
    { id: 'sim-reward-stretch', title: 'Stretch break', cost: 300 },
    { id: 'sim-reward-lantern', title: 'Light a lantern', cost: 750 },
    { id: 'sim-reward-hat', title: 'Put on a silly hat', cost: 2_000 },
  ])
  const { user } = regular(random, 'twitch')
  yield event('channel.redeemed', { redemptionId, user, reward }, told('twitch', redemptionId))
}

// On Twitch a cheer is a line of chat as well, under the same id.
function* cheer({ random, key }: Stage): Iterable<NewEvent> {
  const viewer = regular(random, 'twitch')
  const bits = random.pick([1, 10, 100, 100, 250, 500, 1_000])
  const said = line(`Cheer${bits} ${speak(random, viewer, 'hype').text}`)
  const messageId = key()
  yield chat(messageId, viewer, said, { bits })
  const data = { user: viewer.user, bits, text: said.text }
  yield event('channel.cheered', data, told('twitch', messageId))
}

function* subscription({ random, key }: Stage): Iterable<NewEvent> {
  const viewer = random.pick(REGULARS)
  const months = random.between(1, 40)
  const isResub = months > 1
  const tier =
    viewer.platform === 'youtube' ? 'Lamplighter' : random.pick(['1000', 'prime', '2000'])
  const text = isResub ? { text: speak(random, viewer).text } : {}
  const data = { user: viewer.user, tier, months, isResub, ...text }
  yield event('channel.subscribed', data, told(viewer.platform, key()))
}

function* gift({ random, key }: Stage): Iterable<NewEvent> {
  const { user } = regular(random, 'twitch')
  const giftId = key()
  const count = random.pick([1, 1, 3, 5])
  yield event('channel.gifted', { user, count, tier: '1000' }, told('twitch', giftId))
  for (let given = 0; given < count; given++) {
    const receiver = newcomer(random, 'twitch').user
    const data = { user: receiver, tier: '1000', months: 1, gift: { from: user, giftId } }
    yield event('channel.subscribed', data, told('twitch', key()))
  }
}

function* superChat({ random, key }: Stage): Iterable<NewEvent> {
  const viewer = regular(random, 'youtube')
  const amount = random.pick([2, 5, 5, 10, 20])
  const currency = random.pick(['EUR', 'USD', 'GBP'])
  const data = { user: viewer.user, amount, currency, text: speak(random, viewer, 'hype').text }
  yield event('channel.tipped', data, told('youtube', key()))
}

function* raid({ random, key }: Stage): Iterable<NewEvent> {
  const { user } = newcomer(random, 'twitch')
  yield event(
    'channel.raided',
    { from: user, viewers: random.between(4, 180) },
    told('twitch', key()),
  )
  for (let raiders = random.between(2, 4); raiders > 0; raiders--) {
    const raider = newcomer(random, 'twitch')
    yield chat(key(), raider, speak(random, raider, 'hype'), { isFirst: true })
  }
}

function* sceneChange(stage: Stage): Iterable<NewEvent> {
  const scenes = ['Talking', 'Game', 'Game with map', 'Be right back']
  yield showScene(stage, stage.random.pick(scenes.filter(scene => scene !== stage.scene)))
}

function* cleanUp({ random, key }: Stage): Iterable<NewEvent> {
  const viewer = newcomer(random, 'twitch')
  const { id, name, displayName } = viewer.user
  const user = { id, name, displayName }
  const said = line('cheap pebbles at the pebble barn, polished pebbles, every pebble a bargain')
  const messageId = key()
  yield chat(messageId, viewer, said, { isFirst: true })
  yield event('chat.deleted', { messageId, user, text: said.text }, told('twitch', messageId))
  const data = { action: 'timeout', user, seconds: 600, reason: 'pebbles' } as const
  yield event('chat.moderated', data, told('twitch', key()))
}

function* retitle({ random, key }: Stage): Iterable<NewEvent> {
  const title = `Lamplight and ladders: ${random.pick(['the windmill', 'salt stairs', 'moths'])}`
  yield event('channel.updated', { ...STREAM, title }, told('twitch', key()))
}

function showScene(stage: Stage, scene: string): NewEvent {
  const previous = stage.scene
  stage.scene = scene
  return event('obs.scene.changed', { scene, previous }, told('obs', stage.key()))
}
