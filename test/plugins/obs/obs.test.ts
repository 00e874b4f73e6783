import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { contract, type PluginRun } from 'promethean/testing'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { openSqliteJournal } from '../../../core/journal/sqlite/journal.ts'
import { obs } from '../../../plugins/obs/index.ts'
import { fastTime } from '../../support/fast-time.ts'
import {
  cleanUp,
  connected,
  fakeWith,
  reaches,
  start,
  toldBy,
  unnamedBy,
} from '../../support/obs/run-obs.ts'

cleanUp()

contract('obs', async () => {
  const fake = await fakeWith()
  return {
    use: obs({ url: fake.url }),
    other: obs({ url: fake.url, quiet: '1m' }),
    ready: run => reaches(run, 'connected'),
  }
})

describe('a connection of obs', () => {
  fastTime()

  it('starts with OBS away, and is made when it comes', async () => {
    const fake = await fakeWith()
    await fake.stop()
    const run = await start(fake)
    await reaches(run, 'retrying')
    await fake.listen()
    await reaches(run, 'connected')
  })

  it('waits until OBS has loaded', async () => {
    const fake = await fakeWith({ notReady: 3, isLive: true })
    const run = await start(fake)
    expect(await run.next('obs.stream.started')).toMatchObject({ recovered: true })
    await reaches(run, 'connected')
    expect(fake.asked('GetStreamStatus')).toBe(4)
  })

  it('is given up where OBS does not tell its state', async () => {
    const fake = await fakeWith()
    fake.script('GetStreamStatus', { answer: { code: 702 }, times: 1 })
    const run = await start(fake)
    await reaches(run, 'retrying')
    expect(await reasonOf(run)).toMatch(
      /did not report its state .*; restart OBS if this keeps happening/,
    )
    await reaches(run, 'connected')
  })

  it('is made where OBS tells neither scene nor recording', async () => {
    const fake = await fakeWith()
    for (const request of ['GetCurrentProgramScene', 'GetRecordStatus']) {
      fake.script(request, { answer: { code: 604 } })
    }
    await connected(fake)
  })

  it('is stale where OBS is frozen, and made anew', async () => {
    const fake = await fakeWith()
    const run = await connected(fake, { quiet: '600ms' })
    fake.freeze()
    await run.next('source.stale')
    fake.thaw()
    await reaches(run, 'connected')
    await vi.waitFor(() => expect(fake.openSockets).toBe(1))
  })

  it('is not stale while OBS has nothing to say', async () => {
    const fake = await fakeWith()
    const run = await connected(fake, { quiet: '300ms' })
    await vi.waitFor(() => expect(fake.asked('GetVersion')).toBeGreaterThan(6))
    expect(run.events.map(({ type }) => type)).not.toContain('source.stale')
  })

  it('says once that something unreadable came', async () => {
    const fake = await fakeWith()
    const run = await connected(fake)
    fake.sendText('{"half": ')
    fake.sendText('7')
    fake.tell(1, 'ExitStarted')
    await run.next('platform.event')
    const said = run.logged.filter(({ message }) => /invalid frame; invalid frames/.test(message))
    expect(said).toHaveLength(1)
  })

  it('ended by the streamer in OBS is not made again', async () => {
    const fake = await fakeWith()
    const run = await connected(fake)
    fake.closeAll(4011, 'Your session has been invalidated.')
    await reaches(run, 'failed')
    const failed = await run.next('plugin.failed')
    expect(failed.data.reason).toMatch(/kicked in OBS .*; remove obs from the config/)
    await vi.waitFor(() => expect(fake.openSockets).toBe(0))
    expect(fake.peers).toHaveLength(1)
  })
})

describe('a password of obs', () => {
  fastTime()

  it('that is refused is sent once, and again when the server has another one', async () => {
    const fake = await fakeWith({ password: 'made-up' })
    const run = await start(fake, { password: 'guessed-wrong' })
    await vi.waitFor(() => expect(fake.peers.length).toBeGreaterThan(1))
    await reaches(run, 'retrying')
    expect(await reasonOf(run)).toMatch(/rejected the password; copy it from OBS/)
    expect(fake.tried).toBe(1)
    await fake.stop()
    fake.password = 'guessed-wrong'
    await fake.listen()
    await reaches(run, 'connected')
    expect(JSON.stringify([run.logged, run.events])).not.toContain('guessed-wrong')
  })

  it('that is missing is said, and a new one is taken by a reload', async () => {
    const fake = await fakeWith({ password: 'made-up' })
    const run = await start(fake)
    await reaches(run, 'retrying')
    expect(await reasonOf(run)).toMatch(/requires a password; copy it from OBS/)
    expect(fake.tried).toBe(0)
    await run.reload(obs({ url: fake.url, password: 'made-up' }))
    await reaches(run, 'connected')
  })
})

describe('the stream', () => {
  fastTime()

  it('is told as started when the service took it, and as stopped at its end', async () => {
    const fake = await fakeWith()
    const run = await connected(fake)
    fake.world.stream.start()
    const started = await run.next('obs.stream.started')
    expect(started).toMatchObject({ platform: 'obs', source: 'obs', data: {} })
    expect(started.raw).toEqual({
      eventType: 'StreamStateChanged',
      eventIntent: 64,
      eventData: { outputActive: true, outputState: 'OBS_WEBSOCKET_OUTPUT_STARTED' },
    })
    fake.world.stream.stop()
    await run.next('obs.stream.stopped')
    expect(toldBy(run)).toEqual(['obs.stream.started', 'obs.stream.stopped'])
  })

  it('goes on while OBS reconnects to its service', async () => {
    const fake = await fakeWith({ isLive: true })
    const run = await connected(fake)
    for (let attempt = 0; attempt < 3; attempt += 1) fake.world.stream.loseIngest()
    fake.world.stream.findIngest()
    await vi.waitFor(() => expect(unnamedBy(run)).toHaveLength(4))
    expect(unnamedBy(run)).toContain('obs:StreamStateChanged')
    expect(toldBy(run)).toEqual(['obs.stream.started recovered'])
  })

  it('that could not be started did not end either', async () => {
    const fake = await fakeWith()
    const run = await connected(fake)
    fake.isIngestUp = false
    fake.world.stream.start()
    await vi.waitFor(() => expect(unnamedBy(run)).toHaveLength(2))
    expect(toldBy(run)).toEqual([])
  })

  it('found live is recovered later, once in this runtime', async () => {
    const fake = await fakeWith({ isLive: true })
    const run = await connected(fake)
    expect(await run.next('obs.stream.started')).toMatchObject({
      recovered: true,
      raw: { requestType: 'GetStreamStatus', responseData: { outputActive: true } },
    })
    await run.reload(obs({ url: fake.url, quiet: '1m' }))
    await vi.waitFor(() => expect(fake.identified).toHaveLength(1))
    fake.closeAll(1001, 'Server stopping.')
    await run.next('source.disconnected')
    await reaches(run, 'connected')
    expect(toldBy(run)).toEqual(['obs.stream.started recovered'])
  })

  it('found live by the next runtime is told again: its session hangs on it', async () => {
    const fake = await fakeWith({ isLive: true })
    const first = await connected(fake)
    await first.next('obs.stream.started')
    const second = await connected(fake)
    expect(await second.next('obs.stream.started')).toMatchObject({ recovered: true })
  })

  it('that ended with a crash is told as ended when OBS is back', async () => {
    const fake = await fakeWith()
    const run = await connected(fake)
    fake.world.stream.start()
    await run.next('obs.stream.started')
    await fake.crash()
    await run.next('source.disconnected')
    expect(toldBy(run)).toEqual(['obs.stream.started'])
    await fake.listen()
    await reaches(run, 'connected')
    expect(await run.next('obs.stream.stopped')).toMatchObject({ recovered: true })
  })

  it('that ended while no runtime was there is told by the next one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'promethean-obs-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const open = () => openSqliteJournal(join(folder, 'journal.db'))
    const fake = await fakeWith({ isLive: true })
    const first = await connected(fake, {}, { journal: await open() })
    await first.next('obs.stream.started')
    await first.stop()
    fake.world.stream.stop()
    await vi.waitFor(() => expect(fake.world.stream.isActive).toBe(false))
    const second = await connected(fake, {}, { journal: await open() })
    expect(await second.next('obs.stream.stopped')).toMatchObject({ recovered: true })
    expect(toldBy(second)).toEqual(['obs.stream.stopped recovered'])
  })

  it('that goes on over a lost connection is told nothing of', async () => {
    const fake = await fakeWith({ isLive: true })
    const run = await connected(fake)
    await run.next('obs.stream.started')
    fake.closeAll(1000)
    await run.next('source.disconnected')
    await reaches(run, 'connected')
    expect(toldBy(run)).toEqual(['obs.stream.started recovered'])
  })

  it('is told once while a reload hands over', async () => {
    const fake = await fakeWith()
    const run = await connected(fake)
    // Both hear it: the old one serves until the new one knows how OBS stands.
    fake.script('GetStreamStatus', { answer: { code: 207 }, times: 2 })
    await run.reload(obs({ url: fake.url, quiet: '1m' }))
    await vi.waitFor(() => expect(fake.identified).toHaveLength(2))
    fake.world.stream.start()
    await run.next('obs.stream.started')
    await vi.waitFor(() => expect(fake.identified).toHaveLength(1))
    fake.world.stream.stop()
    await run.next('obs.stream.stopped')
    expect(toldBy(run)).toEqual(['obs.stream.started', 'obs.stream.stopped'])
  })

  it('opens the session', async () => {
    const run = await connected(await fakeWith({ isLive: true }))
    await run.next('session.started')
  })
})

describe('scenes', () => {
  fastTime()

  it('are told with the one before, at the end of the transition', async () => {
    const fake = await fakeWith({ version: '5.4.0' })
    const run = await connected(fake)
    fake.world.switchTo('Scene B')
    const changed = await run.next('obs.scene.changed')
    expect(changed.data).toEqual({ scene: 'Scene B', previous: 'Scene A' })
    expect(changed.raw).toMatchObject({ eventData: { sceneUuid: 'uuid-of-Scene B' } })
  })

  it('named for a moment when Studio Mode is left are not told; the next real change is', async () => {
    const fake = await fakeWith()
    const run = await connected(fake)
    fake.leaveStudioMode('Scene B')
    fake.world.switchTo('Scene B')
    const changed = await run.next('obs.scene.changed')
    expect(changed.data).toEqual({ scene: 'Scene B', previous: 'Scene A' })
    fake.leaveStudioMode('Scene A')
    fake.world.switchTo('Scene A')
    const back = await run.next('obs.scene.changed', ({ data }) => data.scene === 'Scene A')
    expect(back.data).toEqual({ scene: 'Scene A', previous: 'Scene B' })
    expect(toldBy(run)).toEqual(['obs.scene.changed', 'obs.scene.changed'])
  })

  it('that change quickly, one after the other, are told as the last', async () => {
    const fake = await fakeWith({ scenes: { 'Scene A': [], 'Scene B': [], 'Scene C': [] } })
    const run = await connected(fake)
    for (const sceneName of ['Scene B', 'Scene C'])
      fake.tell(4, 'CurrentProgramSceneChanged', { sceneName })
    const changed = await run.next('obs.scene.changed')
    expect(changed.data).toEqual({ scene: 'Scene C', previous: 'Scene A' })
  })

  it('that changed in the moment the connection was lost are recovered later, once', async () => {
    const fake = await fakeWith()
    const run = await connected(fake)
    fake.world.program = 'Scene B'
    fake.tell(4, 'CurrentProgramSceneChanged', { sceneName: 'Scene B' })
    fake.closeAll(1000)
    const changed = await run.next('obs.scene.changed')
    expect(changed).toMatchObject({ recovered: true, data: { previous: 'Scene A' } })
    fake.world.switchTo('Scene A')
    await run.next('obs.scene.changed', ({ data }) => data.scene === 'Scene A')
    expect(toldBy(run)).toEqual(['obs.scene.changed recovered', 'obs.scene.changed'])
  })

  it('that were renamed are known under the new name', async () => {
    const fake = await fakeWith()
    const run = await connected(fake)
    fake.tell(4, 'SceneNameChanged', { oldSceneName: 'Scene A', sceneName: 'Start' })
    fake.world.switchTo('Scene B')
    const changed = await run.next('obs.scene.changed')
    expect(changed.data).toEqual({ scene: 'Scene B', previous: 'Start' })
    expect(unnamedBy(run)).toEqual(['obs:SceneNameChanged'])
  })

  it('that changed while nobody listened are recovered later', async () => {
    const fake = await fakeWith()
    const run = await connected(fake)
    fake.closeAll(1000)
    fake.world.program = 'Scene B'
    const changed = await run.next('obs.scene.changed')
    expect(changed).toMatchObject({
      recovered: true,
      data: { scene: 'Scene B', previous: 'Scene A' },
    })
  })

  it('an answer that is behind an event is not believed', async () => {
    const fake = await fakeWith()
    fake.script('GetCurrentProgramScene', {
      answer: { code: 100, data: { currentProgramSceneName: 'Scene A' } },
      delayMs: 50,
    })
    const run = await start(fake)
    await vi.waitFor(() => expect(fake.asked('GetCurrentProgramScene')).toBe(1))
    fake.tell(4, 'CurrentProgramSceneChanged', { sceneName: 'Scene B' })
    await reaches(run, 'connected')
    await run.next('obs.scene.changed')
    fake.tell(4, 'CurrentProgramSceneChanged', { sceneName: 'Scene A' })
    const isLast = (event: { data: { scene: string } }) => event.data.scene === 'Scene A'
    const last = await run.next('obs.scene.changed', isLast)
    expect(last.data).toEqual({ scene: 'Scene A', previous: 'Scene B' })
    expect(toldBy(run)).toEqual(['obs.scene.changed', 'obs.scene.changed'])
  })

  it('that an exit removes are not told, nor that a stream ended', async () => {
    const fake = await fakeWith({ isLive: true })
    const run = await connected(fake)
    await fake.exit()
    await run.next('source.disconnected')
    expect(unnamedBy(run)).toEqual(['obs:ExitStarted'])
    expect(toldBy(run)).toEqual(['obs.stream.started recovered'])
  })

  it('that the streamer removes are told', async () => {
    const fake = await fakeWith()
    const run = await connected(fake)
    fake.tell(4, 'SceneRemoved', { isGroup: false, sceneName: 'Scene B' })
    const removed = await run.next('platform.event')
    expect(removed.data).toEqual({
      name: 'obs:SceneRemoved',
      data: { isGroup: false, sceneName: 'Scene B' },
    })
  })
})

describe('what else OBS says', () => {
  it('of recordings has names of its own, with the file', async () => {
    const fake = await fakeWith()
    const run = await connected(fake)
    const file = '/home/streamer/Videos/made up.mkv'
    const recording = (state: string, outputPath: string | null) =>
      fake.tell(64, 'RecordStateChanged', {
        outputPath,
        outputState: `OBS_WEBSOCKET_OUTPUT_${state}`,
      })
    recording('STOPPED', file)
    for (const state of ['STARTING', 'STARTED', 'PAUSED', 'RESUMED', 'STOPPING', 'STOPPED']) {
      recording(state, /ST(ART|OPP)ED/.test(state) ? file : null)
    }
    await run.next('obs.recording.started')
    expect((await run.next('obs.recording.stopped')).data).toEqual({ file })
    expect(unnamedBy(run)).toHaveLength(5)
  })

  it('of a recording found running ends it', async () => {
    const fake = await fakeWith()
    fake.world.isRecording = true
    const run = await connected(fake)
    const outputState = 'OBS_WEBSOCKET_OUTPUT_STOPPED'
    fake.tell(64, 'RecordStateChanged', { outputState, outputPath: null })
    expect((await run.next('obs.recording.stopped')).data).toEqual({})
  })

  it('is kept under its own name, whatever its shape', async () => {
    const fake = await fakeWith()
    const run = await connected(fake)
    fake.tell(1, 'CustomEvent', { hello: 'wörld', n: 1 })
    fake.tell(4, 'CurrentProgramSceneChanged', {})
    fake.tell(64, 'StreamStateChanged')
    for (const peer of fake.peers) peer.send(5, { eventType: 5, eventData: [] })
    await vi.waitFor(() => expect(unnamedBy(run)).toHaveLength(4))
    const [custom] = run.events.filter(({ type }) => type === 'platform.event')
    expect(custom?.data).toEqual({ name: 'obs:CustomEvent', data: { hello: 'wörld', n: 1 } })
    expect(unnamedBy(run)).toContain('obs:unnamed')
  })
})

async function reasonOf(run: PluginRun): Promise<string | undefined> {
  const { plugins } = await run.status()
  return plugins.find(({ id }) => id === 'obs')?.reason
}
