import OBSWebSocket from 'obs-websocket-js/json'
import { event, LanguageModel, StreamControl } from 'promethean'
import { fakePort, type PluginRun, type RunPluginSettings, runPlugin } from 'promethean/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { obs } from '../../../plugins/obs/index.ts'
import { streamerbot } from '../../../plugins/streamerbot/index.ts'
import { titleGenerator } from '../../../plugins/title-generator/index.ts'
import { TEXT_SOURCE } from '../../support/obs/real/obs-config.ts'
import { RealObs } from '../../support/obs/real/real-obs.ts'
import { stumbler } from '../../support/obs/run-obs.ts'
import { wantsPeers } from '../../support/peers/suites.ts'
import { FakeStreamerbot } from '../../support/streamerbot/fake-streamerbot.ts'

const cleanups: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function together(
  settings: RunPluginSettings = {},
): Promise<{ real: RealObs; run: PluginRun }> {
  const real = await RealObs.start()
  cleanups.push(() => real.close())
  const run = await runPlugin(
    obs({ url: real.url, password: real.password, quiet: '4s' }),
    settings,
  )
  cleanups.push(() => run.stop())
  await reaches(run, 'connected')
  return { real, run }
}

const reaches = (run: PluginRun, state: string) =>
  vi.waitFor(() => expect(run.state()).toBe(state), { timeout: 60_000 })
const typesOf = (run: PluginRun, pattern: RegExp) =>
  run.events.map(({ type }) => type).filter(type => pattern.test(type))
const names = (run: PluginRun) =>
  run.events.flatMap(event => (event.type === 'platform.event' ? event.data.name : []))

describe.runIf(wantsPeers)('obs and a real OBS', { timeout: 120_000 }, () => {
  it('goes live and ends, whoever asks at the same time', async () => {
    const { run } = await together()
    const control = run.port(StreamControl)
    // Three at once: a second StartStream would crash this OBS.
    await Promise.all([control.start(), control.start(), control.start()])
    expect(await run.next('obs.stream.started')).toMatchObject({ platform: 'obs' })
    await control.start()
    // In one breath: the start waits until the stream is over.
    await Promise.all([control.stop(), control.start()])
    await run.next('obs.stream.stopped')
    await control.stop()
    expect(typesOf(run, /^obs\.stream/)).toEqual(
      ['started', 'stopped', 'started', 'stopped'].map(end => `obs.stream.${end}`),
    )
  })

  it('switches scenes, shows sources, writes texts, and hears a clean exit', async () => {
    const { real, run } = await together()
    const control = run.port(StreamControl)
    await control.start()
    await control.scene('Scene B')
    const changed = await run.next('obs.scene.changed')
    expect(changed.data).toEqual({ scene: 'Scene B', previous: 'Scene A' })
    await expect(control.scene('Sceen A')).rejects.toThrow(/no such scene; did you mean Scene A/)
    await expect(control.show(TEXT_SOURCE, true)).rejects.toThrow(/no such source in the scene/)
    await control.scene('Scene A')
    await control.show(TEXT_SOURCE, false)
    await control.text(TEXT_SOURCE, 'Ann is live')
    await expect(control.text('Captoin', 'x')).rejects.toThrow(/did you mean Caption/)
    await run.next('obs.scene.changed')
    await real.exit()
    await run.next('source.disconnected')
    expect(names(run)).toContain('obs:ExitStarted')
    expect(names(run)).not.toContain('obs:SceneRemoved')
    // Nobody says that the stream is over: the next look will.
    expect(typesOf(run, /^obs\.stream/)).toEqual(['obs.stream.started'])
  })

  it('shows the trouble of another plugin in a text source', async () => {
    const { real, run } = await together({
      config: { onTrouble: { obs: TEXT_SOURCE } },
      beside: [stumbler()],
    })
    run.emit(event('mood.set', { mood: 'made up' }))
    const client = new OBSWebSocket()
    cleanups.push(() => client.disconnect())
    await client.connect(real.url, real.password, { eventSubscriptions: 0 })
    await vi.waitFor(async () => {
      const { inputSettings } = await client.call('GetInputSettings', { inputName: TEXT_SOURCE })
      expect(inputSettings.text).toMatch(/its shoelace is open/)
    })
  })

  it('brings a title through an action of Streamer.bot when it goes live', async () => {
    const bot = await FakeStreamerbot.start({
      world: { actions: [{ id: 'act-1', name: 'Set Title', sets: ['title'] }] },
    })
    cleanups.push(() => bot.stop())
    const generate = async () => ({ text: '"Cosy evening with chat"', model: 'stand-in' })
    const { run } = await together({
      ports: [fakePort(LanguageModel, { generate })],
      beside: [streamerbot({ port: bot.port, titleAction: 'Set Title' }), titleGenerator()],
    })
    await run.next('source.connected', ({ data }) => data.source === 'streamerbot')
    await run.port(StreamControl).start()
    await run.next('title.generated')
    await vi.waitFor(() =>
      expect(bot.world.runs).toMatchObject([{ args: { title: 'Cosy evening with chat' } }]),
    )
  })

  it('says that a streaming service was not reached, and is live once it is there', async () => {
    const { real, run } = await together()
    const control = run.port(StreamControl)
    await real.stopIngest()
    await expect(control.start()).rejects.toThrow(/could not reach its streaming service/)
    expect(typesOf(run, /^obs\.stream/)).toEqual([])
    await real.startIngest()
    await control.start()
    await run.next('obs.stream.started')
  })

  it('comes back after a crash, and tells then that the stream is over', async () => {
    const { real, run } = await together()
    await run.port(StreamControl).start()
    await run.next('obs.stream.started')
    await real.kill()
    await run.next('source.disconnected')
    expect(run.state()).toBe('retrying')
    await real.run()
    await reaches(run, 'connected')
    expect(await run.next('obs.stream.stopped')).toMatchObject({ recovered: true })
    await run.port(StreamControl).start()
    expect((await run.next('obs.stream.started')).recovered).toBeUndefined()
  })

  it('is stale while OBS is frozen, and finds the stream as it was', async () => {
    const { real, run } = await together()
    await run.port(StreamControl).start()
    await run.next('obs.stream.started')
    real.freeze()
    await vi.waitFor(() => expect(typesOf(run, /^source\.stale/)).toHaveLength(1), {
      timeout: 30_000,
    })
    real.thaw()
    await reaches(run, 'connected')
    expect(typesOf(run, /^obs\.stream/)).toEqual(['obs.stream.started'])
  })
})
