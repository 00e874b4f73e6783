import { expect, it, onTestFailed, onTestFinished, vi } from 'vitest'
import { obs as told } from '../support/frames/streamerbot/others.ts'
import { fakeStudio, inObs, realStudio, type Studio } from '../support/obs/studio.ts'
import { wantsPeers } from '../support/peers/suites.ts'
import type { TestProject } from '../support/process/promethean.ts'
import { isExplained, livesOf, wasKept, wasSaid } from './evening-kept.ts'
import {
  CHANNEL,
  configOf,
  type Evening,
  type EveningWorlds,
  raid,
  saidIn,
  startEvening,
  TITLE,
  type ViewerLine,
  viewerSays,
} from './evening-worlds.ts'
import { pluginsOf, statusOf, workshop } from './workshop.ts'

// A process of its own, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000 })
// OBS takes a second to start, on a busy machine many; and is looked for less often the longer it is away.
const PATIENTLY = { timeout: 90_000, interval: 50 }
// What a process of its own is asked for.
const RARELY = { ...PATIENTLY, interval: 500 }
const FILE = 'promethean.config.ts'
const { project, start } = workshop()

it('a whole evening: live, title, chat, commands, a raid, a broken edit, OBS gone and back, the end', () =>
  evening(fakeStudio))

it.runIf(wantsPeers)('the same evening with a real OBS', () => evening(realStudio))

/** The one evening, with this OBS. */
async function evening(openStudio: () => Promise<Studio>): Promise<void> {
  const worlds = await startEvening(openStudio)
  onTestFinished(() => worlds.close())
  const made = project({ [FILE]: configOf(worlds, 'come to our discord') })
  const tonight = { worlds, made, run: await start(made) }
  onTestFailed(() => console.error(tonight.run.lines, tonight.run.noise))
  await everybodyListens(tonight)
  await goesLive(tonight)
  const relayed = await chats(tonight)
  const held = await isEdited(tonight)
  await losesObs(tonight)
  await ends(tonight)
  await wasSaid(tonight)
  await wasKept(tonight)
  await isExplained(tonight, { held, relayed })
}

async function goesLive({ worlds }: Evening): Promise<void> {
  const { studio, streamerbot } = worlds
  await inObs(studio, obs => obs.call('StartStream'))
  // It is connected to OBS as well.
  streamerbot.emit(told.started)
  await vi.waitFor(() => expect(streamerbot.world.title).toBe(TITLE), PATIENTLY)
  await inObs(studio, obs => obs.call('SetCurrentProgramScene', { sceneName: 'Scene B' }))
}

/** Gives the id of a line that a relay brought. */
async function chats({ worlds }: Evening): Promise<string> {
  const ask = asking(worlds)
  await ask({ platform: 'twitch', login: 'nia', text: '!discord' }, 'come to our discord')
  await ask({ platform: 'youtube', login: 'pip', text: '!discord' }, 'come to our discord')
  const [platform, login, text] = ['twitch', 'restreambot', '[YouTube: Pip] !discord'] as const
  const relayed = viewerSays(worlds, { platform, login, text })
  await ask({ platform: 'kick', login: 'moss', text: '!title' }, TITLE)
  const question = 'hey @annbot, what is this about?'
  await ask({ platform: 'youtube', login: 'pip', text: question }, 'It is about chess.')
  raid(worlds, 'bobstreams', 42)
  await vi.waitFor(
    () => expect(saidIn(worlds, 'twitch').at(-1)).toBe('Welcome, 42 raiders of Bobstreams'),
    PATIENTLY,
  )
  return relayed
}

/** Gives the id of a line that was asked too soon again. */
async function isEdited({ worlds, made, run }: Evening): Promise<string> {
  const ask = asking(worlds)
  made.write(FILE, 'export default defineConfig({')
  const { problems } = await run.next('reload_refused')
  const message = 'expected identifier but found end of file'
  expect(problems).toEqual([{ path: `${FILE}:1:30`, message }])
  // The old one goes on.
  await ask({ platform: 'twitch', login: 'bea', text: '!discord' }, 'come to our discord')
  made.write(FILE, configOf(worlds, 'discord has moved'))
  const reloaded = await run.next('reloaded')
  expect(reloaded).toMatchObject({ restarted: ['chat-bot'], added: [], removed: [] })
  const held = viewerSays(worlds, { platform: 'twitch', login: 'nia', text: '!discord' })
  await ask({ platform: 'twitch', login: 'cleo', text: '!discord' }, 'discord has moved')
  return held
}

async function losesObs({ worlds, made, run }: Evening): Promise<void> {
  const { studio, streamerbot } = worlds
  const ask = asking(worlds)
  await studio.crash()
  await run.next('log', ({ plugin, message }) =>
    [plugin, message].join().startsWith(`obs,lost OBS at ${studio.url}: the connection was lost`),
  )
  await ask({ platform: 'kick', login: 'moss', text: '!discord' }, 'discord has moved')
  await studio.comeBack()
  await isConnected(made, 'obs')
  await inObs(studio, obs => obs.call('StartStream'))
  streamerbot.emit(told.started)
  await vi.waitFor(async () => expect(await livesOf(made)).toHaveLength(3), RARELY)
  await ask({ platform: 'twitch', login: CHANNEL, text: '!title' }, TITLE)
}

async function ends({ worlds, made, run }: Evening): Promise<void> {
  await inObs(worlds.studio, obs => obs.call('StopStream'))
  worlds.streamerbot.emit(told.stopped)
  await vi.waitFor(async () => expect(await livesOf(made)).toHaveLength(4), RARELY)
  expect(await run.stop()).toBe(0)
  expect(run.lines.at(-1)).toMatchObject({
    code: 'stopped',
    dropped: { 'restream-filter/relay_account': 1 },
    unjournaled: 0,
  })
  expect([run.stray, run.noise]).toEqual([[], []])
}

/** Asks in a chat, and waits for the one answer there. */
function asking(worlds: EveningWorlds) {
  return async (line: ViewerLine, answer: string): Promise<void> => {
    const before = saidIn(worlds, line.platform).length
    viewerSays(worlds, line)
    await vi.waitFor(
      () => expect(saidIn(worlds, line.platform).slice(before)).toEqual([answer]),
      PATIENTLY,
    )
  }
}

async function everybodyListens({ worlds: { twitch, streamerbot }, made }: Evening): Promise<void> {
  await isConnected(made, 'obs', 'streamerbot', 'twitch-irc')
  await vi.waitFor(() => {
    expect(twitch.inRoom(CHANNEL)).toHaveLength(1)
    expect(streamerbot.peers.some(peer => peer.listensTo('Obs', 'StreamingStarted'))).toBe(true)
  }, PATIENTLY)
}

async function isConnected(made: TestProject, ...ids: readonly string[]): Promise<void> {
  await vi.waitFor(async () => {
    const plugins = pluginsOf(await statusOf(made))
    expect(ids.filter(id => plugins[id]?.state !== 'connected')).toEqual([])
  }, PATIENTLY)
}
