import { type PluginRun, runPlugin } from 'promethean/testing'
import { onTestFinished, vi } from 'vitest'
import { streamerbot } from '../../../plugins/streamerbot/index.ts'
import { type FakeSettings, FakeStreamerbot } from '../../support/streamerbot/fake-streamerbot.ts'

export const PASSWORD = 'open sesame'

/** A Streamer.bot with authentication on, and the plugin signed in with it; both are gone when the test is over. */
export async function connected(
  settings: FakeSettings = {},
  options: object = {},
): Promise<{ fake: FakeStreamerbot; run: PluginRun }> {
  const fake = await FakeStreamerbot.start({ auth: 'on', ...settings })
  onTestFinished(() => fake.stop())
  const run = await runPlugin(streamerbot({ port: fake.port, password: PASSWORD, ...options }))
  onTestFinished(() => run.stop())
  await run.next('source.connected')
  return { fake, run }
}

/** The requests of this name. */
export function asked(fake: FakeStreamerbot, name: string) {
  return fake.requests.filter(request => request.name === name)
}

/** From here to its end timers are the test's own; sockets go on. */
export function freezeTimers(): void {
  onTestFinished(() => {
    vi.useRealTimers()
  })
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
}
