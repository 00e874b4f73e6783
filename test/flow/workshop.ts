import { join } from 'node:path'
import { afterAll, expect, onTestFinished, TestRunner, vi } from 'vitest'
import { askRunning } from '../../core/daemon/control/client.ts'
import { FakeObs } from '../support/obs/fake-obs.ts'
import {
  type Line,
  makeProject,
  ownProcess,
  type PrometheanProcess,
  type RunSettings,
  runCommand,
  sharedProcess,
  startPromethean,
  type TestProject,
} from '../support/process/promethean.ts'
import { FakeStreamerbot } from '../support/streamerbot/fake-streamerbot.ts'
import type { Action } from '../support/streamerbot/world.ts'
import { ownPlugins } from './own-plugins.ts'

/** OBS and Streamer.bot, as a config finds them. */
export interface Studio {
  readonly obs: FakeObs
  readonly streamerbot: FakeStreamerbot
  /** As a config names them; an action of Streamer.bot sets the title. */
  readonly uses: readonly string[]
  /** The titles that action was run with. */
  titles(): readonly unknown[]
}

/** Projects, processes and stand-ins of one test file; all are gone when its tests are done. */
export function workshop() {
  const projects: TestProject[] = []
  const running: PrometheanProcess[] = []
  const studios: Studio[] = []
  afterAll(async () => {
    await Promise.all(running.map(ended))
    for (const { obs, streamerbot } of studios) await Promise.all([obs.stop(), streamerbot.stop()])
    for (const project of projects) project.remove()
  })
  // Ended with its test it leaves its process to the next one; tests that run at once cannot tell which is theirs.
  const kept = (run: PrometheanProcess): PrometheanProcess => {
    const test = TestRunner.getCurrentTest()
    if (test === undefined || test.concurrent) running.push(run)
    else onTestFinished(() => ended(run))
    return run
  }
  return {
    /** A folder with the own plugins and these files. */
    project(files: Readonly<Record<string, string>>, name?: string): TestProject {
      const made = makeProject({ ...ownPlugins, ...files }, name)
      projects.push(made)
      return made
    },
    /** Streamer.bot with an action that sets the title, and these. */
    async studio(...actions: readonly Action[]): Promise<Studio> {
      const setsTitle = { id: 'a-1', name: 'Set Stream Title', setsTitle: true }
      const world = { actions: [setsTitle, ...actions] }
      const streamerbot = await FakeStreamerbot.start({ world })
      const obs = await FakeObs.start({ startMs: 20, stopMs: 20 })
      const uses = [
        `obs({ url: '${obs.url}' })`,
        `streamerbot({ port: ${streamerbot.port}, titleAction: '${setsTitle.name}' })`,
      ]
      const titles = () => streamerbot.world.runs.map(({ args }) => args.title)
      const made = { obs, streamerbot, uses, titles }
      studios.push(made)
      return made
    },
    /** An instance that is ready, until its test is done. Pass `ownProcess` if the test is about the process itself. */
    async start(
      { file }: TestProject,
      settings?: RunSettings,
      program = sharedProcess,
    ): Promise<PrometheanProcess> {
      return kept(await startPromethean(file, settings, program))
    },
    /** A command that goes on, until its test is done. Pass `sharedProcess` if the test is not about the process itself. */
    spawn(
      args: readonly string[],
      settings?: RunSettings,
      program = ownProcess,
    ): PrometheanProcess {
      return kept(program(args, settings))
    },
  }
}

/** Ends an instance. One that stops leaves its process to the next test. */
export async function ended(run: PrometheanProcess): Promise<void> {
  const timer = setTimeout(() => run.signal('SIGKILL'), 2_000)
  await run.stop()
  clearTimeout(timer)
}

/** Runs a command on a project's config to its end. */
export function command({ file }: TestProject, ...args: string[]) {
  return runCommand([...args, '--config', file])
}

/** What `export` prints. */
export async function exported(made: TestProject, ...args: string[]): Promise<readonly Line[]> {
  return (await command(made, 'export', ...args)).lines
}

type Status = Readonly<Record<string, unknown>>

/** What `status` tells, asked without a process of its own. */
export async function statusOf({ folder }: TestProject, journal = 'journal.db'): Promise<Status> {
  const status = await askRunning(join(folder, '.promethean', journal), 'status')
  if (status === undefined) throw new Error('no instance is running')
  return Object(status)
}

/** The first status that is so; the one a run prints by itself comes every five seconds only. */
export function statusWhere(
  made: TestProject,
  isSo: (status: Status) => boolean,
  journal?: string,
): Promise<Status> {
  const look = async () => {
    const status = await statusOf(made, journal)
    if (isSo(status)) return status
    throw new Error(`the status is still ${JSON.stringify(status)}`)
  }
  return vi.waitFor(look, { timeout: 30_000, interval: 50 })
}

/** Waits until these plugins are connected. */
export function connected(made: TestProject, ...ids: readonly string[]): Promise<void> {
  const look = async () => {
    const plugins = pluginsOf(await statusOf(made))
    expect(ids.map(id => plugins[id]?.state)).toEqual(ids.map(() => 'connected'))
  }
  return vi.waitFor(look, { timeout: 30_000, interval: 50 })
}

/** State and since of each plugin. */
export function pluginsOf(
  status: Readonly<Record<string, unknown>>,
): Readonly<Record<string, { state: string; since: string }>> {
  const plugins: { id: string; state: string; since: string }[] = Object(status).plugins ?? []
  return Object.fromEntries(plugins.map(one => [one.id, one]))
}

/** A file with a plugin that has this setup. */
export function pluginFile(name: string, setup: string, imports = ''): string {
  return `
import { definePlugin } from 'promethean'
${imports}
export default definePlugin({ name: '${name}', setup: ${setup} })
`
}
