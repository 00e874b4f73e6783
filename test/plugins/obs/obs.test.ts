import { StreamControl } from 'promethean'
import { contract, type PluginRun, runPlugin } from 'promethean/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { obs } from '../../../plugins/obs/index.ts'
import { FakeObs, type FakeSettings } from '../../support/obs/fake-obs.ts'

const cleanups: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

async function fakeWith(settings: FakeSettings = {}): Promise<FakeObs> {
  const fake = await FakeObs.start({ startMs: 10, stopMs: 10, transitionMs: 5, ...settings })
  cleanups.push(() => fake.stop())
  return fake
}

async function start(fake: FakeObs, options: object = {}): Promise<PluginRun> {
  const run = await runPlugin(obs({ url: fake.url, ...options }))
  cleanups.push(() => run.stop())
  return run
}

const isConnected = (run: PluginRun) =>
  vi.waitFor(() => expect(run.state()).toBe('connected'), { timeout: 8_000 })

contract('obs', async () => {
  const fake = await fakeWith()
  return {
    use: obs({ url: fake.url }),
    other: obs({ url: fake.url, quiet: '1m' }),
    ready: isConnected,
  }
})

describe('obs in the runtime', () => {
  it('starts the stream and tells it', async () => {
    const fake = await fakeWith({ password: 'made-up' })
    const run = await start(fake, { password: 'made-up' })
    await isConnected(run)
    await run.port(StreamControl).start()
    const started = await run.next('obs.stream.started')
    expect(started).toMatchObject({ platform: 'obs', source: 'obs', data: {} })
    expect(started.recovered).toBeUndefined()
    await run.port(StreamControl).stop()
    await run.next('obs.stream.stopped')
  })
})
