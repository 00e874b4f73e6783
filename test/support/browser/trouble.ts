import { join } from 'node:path'
import { freePort } from '../process/child.ts'
import { runProcess } from '../process/promethean.ts'
import { type SmallDisk, smallDisk } from '../process/small-disk.ts'
import { type FakeTwitch, startFakeTwitch } from '../twitch/fake-twitch.ts'
import { type PageInstance, startInstance } from './instance.ts'
import { Stage } from './stage.ts'

const FAILING = `
import { definePlugin } from 'promethean'

export default definePlugin({
  name: 'raid-lights',
  setup: () => {
    throw new TypeError("Cannot read properties of undefined (reading 'lamps')")
  },
})
`

/** What does not work from the start. */
export type Broken = 'obs' | 'database' | 'failed'

export interface TroubleSettings {
  /** Default: all. */
  readonly broken?: readonly Broken[]
  /** More plugins, as the config names them. */
  readonly uses?: readonly string[]
  /** Settings beside `plugins`. */
  readonly settings?: string
  /** Its folder lies on a disk that can be filled (Linux, as root). */
  readonly hasSmallDisk?: boolean
}

/** An instance in whose world everything may go wrong. */
export interface Troubled {
  readonly instance: PageInstance
  readonly stage: Stage
  readonly twitch: FakeTwitch
  /** Twitch's chat is connected and silent, not even answering pings. */
  silence(): void
  /** The file on disk has a mistake. */
  refuse(): void
  /** The file on disk is right, with one more plugin. */
  mend(): void
  /** The file on disk is right, and names another port. */
  move(port: number): void
  /** Not a byte more is stored. */
  fill(): void
  /** Runs `promethean`. */
  command(...args: readonly string[]): Promise<void>
  end(): Promise<void>
}

/** OBS and MongoDB are away, a plugin of one's own has failed; Twitch's chat works until it is silenced. */
export async function startTrouble({
  broken = ['obs', 'database', 'failed'],
  uses: more = [],
  settings: other = '',
  hasSmallDisk = false,
}: TroubleSettings = {}): Promise<Troubled> {
  const twitch = await startFakeTwitch()
  const stage = new Stage(await freePort())
  const [obs, mongo] = [await freePort(), await freePort()]
  const { imports, files, uses } = stage.settings
  const lines: Readonly<Record<Broken, string>> = {
    obs: `plugins.obs({ url: 'ws://127.0.0.1:${obs}' })`,
    database: `plugins.mongo({ uri: 'mongodb://127.0.0.1:${mongo}' })`,
    failed: 'failing()',
  }
  let disk: SmallDisk | undefined
  const settings = {
    imports: `${imports}\nimport failing from './raid-lights.ts'`,
    files: { ...files, 'raid-lights.ts': FAILING },
    settings: other,
    uses: [
      ...uses,
      `plugins.twitchIrc({ channels: ['ann'], server: '127.0.0.1', port: ${twitch.port}, quiet: '4s' })`,
      ...broken.map(what => lines[what]),
      'restreamFilter()',
      ...more,
    ],
    prepare: ({ folder }: { readonly folder: string }) => {
      if (hasSmallDisk) disk = smallDisk(join(folder, '.promethean'))
    },
  }
  const instance = await startInstance(settings)
  const { file } = instance.project
  return {
    ...{ instance, stage, twitch },
    silence: () => {
      twitch.switches.deaf = true
    },
    refuse: () => instance.edit({ ...settings, uses: [...settings.uses, 'restreamFilter()'] }),
    mend: () =>
      instance.edit({ ...settings, uses: [...settings.uses, 'simulator({ rate: 0.01 })'] }),
    move: port => instance.edit({ ...settings, port }),
    fill: () => disk?.fill(),
    command: async (...args) => void (await runProcess([...args, '--config', file])),
    end: async () => {
      await instance.stop()
      disk?.remove()
      await instance.end()
      await twitch.close()
    },
  }
}
