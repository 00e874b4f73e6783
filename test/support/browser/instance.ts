import { freePort } from '../process/child.ts'
import {
  makeProject,
  ownProcess,
  type PrometheanProcess,
  type RunSettings,
  runProcess,
  startPromethean,
  type TestProject,
} from '../process/promethean.ts'

/** What differs from a config with the simulator and a page. */
export interface InstanceSettings {
  /** More plugins, as the config names them; default: a simulator of 1 line/s with a fixed seed. */
  readonly uses?: readonly string[]
  /** Lines of the config before its default export; imports of own files. */
  readonly imports?: string
  /** Settings beside `plugins`. */
  readonly settings?: string
  /** Own files beside the config. */
  readonly files?: Readonly<Record<string, string>>
  readonly run?: RunSettings
  /** Default: a free one, the same for as long as it lives. */
  readonly port?: number
  /** What is done to its folder before its first start. */
  readonly prepare?: ((project: TestProject) => Promise<unknown> | void) | undefined
}

/** A running instance with a page. */
export interface PageInstance {
  readonly project: TestProject
  readonly port: number
  /** With the dock's token in its fragment. */
  readonly url: string
  readonly run: PrometheanProcess
  /** The config again, with other plugins. */
  edit(settings: InstanceSettings): void
  /** Stops it, if it runs, and starts it again on the same folder and port. */
  restart(): Promise<void>
  stop(): Promise<void>
  /** Ends it without a word. */
  kill(): Promise<void>
  /** Stops it, and its folder is gone. */
  end(): Promise<void>
}

/** Starts `promethean run` with `web()` on a free port. */
export async function startInstance(settings: InstanceSettings = {}): Promise<PageInstance> {
  const port = settings.port ?? (await freePort())
  const project = makeProject({
    ...settings.files,
    'promethean.config.ts': configOf(port, settings),
  })
  await settings.prepare?.(project)
  const start = () => startPromethean(project.file, settings.run, ownProcess)
  let run = await start()
  const stop = async () => void (await run.stop())
  return {
    project,
    port,
    url: await addressOf(project),
    get run() {
      return run
    },
    edit: other => project.write('promethean.config.ts', configOf(other.port ?? port, other)),
    restart: async () => {
      await stop()
      run = await start()
    },
    stop,
    kill: () => run.kill(),
    end: async () => {
      await stop()
      project.remove()
    },
  }
}

/** What `promethean dock` prints. @throws Error if it prints none */
export async function addressOf({ file }: TestProject, ...args: string[]): Promise<string> {
  const { lines, text } = await runProcess(['dock', '--json', '--config', file, ...args])
  const url = lines.find(({ code }) => code === 'dock')?.url
  if (typeof url !== 'string') throw new Error(`promethean dock printed no address: ${text}`)
  return url
}

function configOf(port: number, { uses, imports = '', settings = '' }: InstanceSettings): string {
  const plugins = [`web({ port: ${port} })`, ...(uses ?? ["simulator({ seed: 'dock' })"])]
  return `
import * as plugins from '@promethean/plugins'
import { defineConfig, event } from 'promethean'
${imports}
const { web, simulator, restreamFilter } = plugins
export default defineConfig({ ${settings} plugins: [${plugins.join(', ')}] })
`
}
