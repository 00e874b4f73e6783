import { definePlugin, PluginFailure } from 'promethean'
import { type PluginRun, type RunPluginSettings, runPlugin } from 'promethean/testing'
import { map } from 'rxjs'
import { afterEach, expect, vi } from 'vitest'
import { obs } from '../../../plugins/obs/index.ts'
import { FakeObs, type FakeSettings } from './fake-obs.ts'

const cleanups: (() => Promise<unknown>)[] = []

/** Gives back after each test what the functions below have started. Call it once in a test file. */
export function cleanUp(): void {
  afterEach(async () => {
    vi.useRealTimers()
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
  })
}

/** A fake OBS that is quicker than the real one. */
export async function fakeWith(settings: FakeSettings = {}): Promise<FakeObs> {
  const fake = await FakeObs.start({ startMs: 10, stopMs: 10, transitionMs: 5, ...settings })
  cleanups.push(() => fake.stop())
  return fake
}

/** The plugin with this OBS. */
export async function start(
  fake: FakeObs,
  options: object = {},
  settings: RunPluginSettings = {},
): Promise<PluginRun> {
  const run = await runPlugin(obs({ url: fake.url, ...options }), settings)
  cleanups.push(() => run.stop())
  return run
}

/** The same, once it is connected. */
export async function connected(
  fake: FakeObs,
  options: object = {},
  settings: RunPluginSettings = {},
): Promise<PluginRun> {
  const run = await start(fake, options, settings)
  await reaches(run, 'connected')
  return run
}

export function reaches(run: PluginRun, state: ReturnType<PluginRun['state']>): Promise<void> {
  return vi.waitFor(() => expect(run.state()).toBe(state))
}

/** Published events with their own type: the type, and whether they were recovered. */
export function toldBy(run: PluginRun): readonly string[] {
  return run.events
    .filter(({ type }) => type.startsWith('obs.'))
    .map(({ type, recovered }) => (recovered ? `${type} recovered` : type))
}

/** Published events without their own type. */
export function unnamedBy(run: PluginRun): readonly string[] {
  return run.events.flatMap(event => (event.type === 'platform.event' ? event.data.name : []))
}

/** A plugin that fails as soon as a mood is published. */
export const stumbler = definePlugin({
  name: 'stumbler',
  setup: ({ on }) =>
    on('mood.set').pipe(
      map(() => {
        throw new PluginFailure('stumbler cannot go on: its shoelace is open; tie it')
      }),
    ),
})
