import { expect } from 'vitest'
import type { TestProject } from '../support/process/promethean.ts'
import { type Evening, readable, saidIn, TITLE, titlesSet } from './evening-worlds.ts'
import { command, exported } from './workshop.ts'

/** Each answer once, where it was asked for; the title once, before OBS went away. */
export async function wasSaid({ worlds, made }: Evening): Promise<void> {
  const said = {
    twitch: [
      'come to our discord',
      'Welcome, 42 raiders of Bobstreams',
      'come to our discord',
      'discord has moved',
      TITLE,
    ],
    youtube: ['come to our discord', 'It is about chess.'],
    kick: [TITLE, 'discord has moved'],
  }
  for (const platform of ['twitch', 'youtube', 'kick'] as const) {
    expect(saidIn(worlds, platform)).toEqual(said[platform])
  }
  const sent = (await exported(made, '--types', 'chat.sent')).map(({ platform, data }) => [
    platform,
    readable(Object(data).text),
  ])
  for (const [platform, texts] of Object.entries(said)) {
    expect(sent.filter(([where]) => where === platform).map(([, text]) => text)).toEqual(texts)
  }
  expect(titlesSet(worlds)).toEqual([TITLE])
}

/** One stream, with a hole in it. */
export async function wasKept({ made, run }: Evening): Promise<void> {
  expect(await livesOf(made)).toEqual([
    'obs.stream.started',
    'obs.stream.stopped recovered',
    'obs.stream.started',
    'obs.stream.stopped',
  ])
  const kept = await exported(made)
  const of = (type: string) => kept.filter(event => event.type === type)
  expect(of('obs.scene.changed')[0]?.data).toMatchObject({ scene: 'Scene B' })
  const session = run.lines.at(-1)?.session
  expect(of('session.started').map(({ data }) => data)).toEqual([{ session }])
  expect(of('session.ended')).toEqual([])
  expect(of('channel.raided')).toHaveLength(1)
  expect(of('title.changed').map(({ data }) => data)).toEqual([
    { title: TITLE, target: 'streamerbot', isConfirmed: true },
  ])
  const talk = [...of('chat.message'), ...of('chat.sent'), ...of('title.changed')]
  expect(new Set(talk.map(event => event.session))).toEqual(new Set([session]))
  const { text } = await command(made, 'search', 'discord')
  expect(text.split('\n').map(line => line.split('  ').slice(1, 3).join(' | '))).toEqual([
    'kick ann_kicks | Moss: !discord',
    'twitch ann | Cleo: !discord',
    'twitch ann | Nia: !discord',
    'twitch ann | Bea: !discord',
    'youtube UCannAnnAnnAnnAnnAnnAnn1 | Pip: !discord',
    'twitch ann | Nia: !discord',
  ])
}

/** Why there was no answer, one welcome, one title. */
export async function isExplained(
  { made }: Evening,
  { held, relayed }: { readonly held: string; readonly relayed: string },
): Promise<void> {
  const explain = async (id: unknown) => (await command(made, 'explain', String(id))).text
  expect(await explain(held)).toMatch(
    /also from +(twitch-irc|streamerbot), .*\n.*verdict +kept\n.*judged by +restream-filter\n.*chat-bot: !discord: held back, user cooldown \d+ s left/,
  )
  expect(await explain(relayed)).toMatch(/verdict +dropped: restream-filter\/relay_account/)
  const [raided] = await exported(made, '--types', 'channel.raided')
  expect(await explain(raided?.id)).toMatch(
    /also from +(streamerbot|twitch-irc), .*\n.*\n.*\n.*led to .* said(?:, not confirmed)?: Welcome, 42 raiders of Bobstreams/,
  )
  const starts = await exported(made, '--types', 'obs.stream.started')
  expect(await explain(starts[0]?.id)).toMatch(
    /led to .* title set: Chess, tea and terrible openings/,
  )
  expect(await explain(starts.at(-1)?.id)).toMatch(
    /title-generator: no title for it: this stream already got one/,
  )
}

/** What OBS itself told of the stream. */
export async function livesOf(made: TestProject): Promise<readonly string[]> {
  const lives = await exported(made, '--types', 'obs.stream.started,obs.stream.stopped')
  return lives
    .filter(({ source }) => source === 'obs')
    .map(({ type, recovered }) => (recovered ? `${type} recovered` : String(type)))
}
