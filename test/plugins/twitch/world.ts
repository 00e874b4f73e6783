import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Event } from 'promethean'
import { type PluginRun, runPlugin } from 'promethean/testing'
import { onTestFinished, vi } from 'vitest'
import { twitch } from '../../../plugins/twitch/index.ts'
import { type FakeTwitchApi, startFakeTwitchApi } from '../../support/twitch-api/fake-twitch-api.ts'
import { type SignIn, signedIn } from '../../support/twitch-api/signed-in.ts'

export type Options = Partial<Parameters<typeof twitch>[0]>

/** A fake Twitch and a project's folder, given back with the test. */
export async function world(...signIns: readonly SignIn[]) {
  const fake = await startFakeTwitchApi()
  onTestFinished(() => fake.close())
  const folder = await mkdtemp(join(tmpdir(), 'promethean-twitch-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  if (signIns.length > 0) signedIn(fake, folder, ...signIns)
  return { fake, folder }
}

export type World = Awaited<ReturnType<typeof world>>

export const use = ({ fake }: Pick<World, 'fake'>, options: Options = {}) =>
  twitch({ clientId: fake.world.clientId, channel: 'annstreams', urls: fake.urls, ...options })

/** The plugin in that world; it may not be connected yet. */
export async function run(given: World, options: Options = {}): Promise<PluginRun> {
  const made = await runPlugin(use(given, options), { folder: given.folder })
  let stopped: Promise<void> | undefined
  const stop = () => {
    stopped ??= made.stop()
    return stopped
  }
  onTestFinished(stop)
  return { ...made, stop }
}

export async function connected(given: World, options: Options = {}): Promise<PluginRun> {
  const made = await run(given, options)
  await made.next('source.connected')
  return made
}

/** What the source told, without the runtime's own. */
export const told = (made: PluginRun): readonly Event[] =>
  made.events.filter(({ source }) => source === 'twitch')

export const typesOf = (made: PluginRun) => told(made).map(({ type }) => type)

export const warnings = (made: PluginRun) =>
  made.logged.filter(({ level }) => level === 'warn' || level === 'error').map(l => l.message)

/** Why the plugin waits. */
export const reasonOf = (made: PluginRun) =>
  vi.waitFor(
    async () => {
      const { plugins } = await made.status()
      const reason = plugins.find(({ id }) => id === 'twitch')?.reason
      if (reason === undefined) throw new Error('no reason yet')
      return reason
    },
    { timeout: 30_000 },
  )

export const until = (looks: () => unknown) => vi.waitFor(looks)

export type { FakeTwitchApi }
