import { freePort } from '../process/child.ts'
import { runProcess } from '../process/promethean.ts'
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
  mute(...args: readonly string[]): Promise<void>
  end(): Promise<void>
}

/** OBS and MongoDB are away, a plugin of one's own has failed; Twitch's chat works until it is silenced. */
export async function startTrouble(...more: readonly string[]): Promise<Troubled> {
  const twitch = await startFakeTwitch()
  const stage = new Stage(await freePort())
  const [obs, mongo] = [await freePort(), await freePort()]
  const { imports, files, uses } = stage.settings
  const settings = {
    imports: `${imports}\nimport failing from './raid-lights.ts'`,
    files: { ...files, 'raid-lights.ts': FAILING },
    uses: [
      ...uses,
      `plugins.twitchIrc({ channels: ['ann'], server: '127.0.0.1', port: ${twitch.port}, quiet: '4s' })`,
      `plugins.obs({ url: 'ws://127.0.0.1:${obs}' })`,
      `plugins.mongo({ uri: 'mongodb://127.0.0.1:${mongo}' })`,
      'failing()',
      'restreamFilter()',
      ...more,
    ],
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
    mute: async (...args) => void (await runProcess(['mute', ...args, '--config', file])),
    end: async () => {
      await instance.end()
      await twitch.close()
    },
  }
}
