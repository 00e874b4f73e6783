import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../process/child.ts'
import { startIngest } from './ingest.ts'
import { writeObsConfig } from './obs-config.ts'
import { listens, Program } from './program.ts'

/** A real OBS without a screen, with a streaming service of its own; nothing of it is left after `close()`. */
export class RealObs {
  readonly port: number
  /** OBS listens on every address, and knows no other way: so it is a strong one. */
  readonly password = randomBytes(24).toString('hex')
  readonly #folder: string
  readonly #ingestPort: number
  #display: Program | undefined
  #displayName = ''
  #ingest: Program | undefined
  #obs: Program | undefined

  /** A display, a streaming service, and OBS. */
  static async start(): Promise<RealObs> {
    const folder = await mkdtemp(join(tmpdir(), 'promethean-obs-'))
    const obs = new RealObs(folder, await freePort(), await freePort())
    try {
      await obs.#prepare()
      await obs.run()
      return obs
    } catch (failure) {
      await obs.close()
      throw failure
    }
  }

  private constructor(folder: string, port: number, ingestPort: number) {
    this.#folder = folder
    this.port = port
    this.#ingestPort = ingestPort
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}`
  }

  /** Starts OBS; resolves when its server listens. */
  async run(): Promise<void> {
    const obs = new Program({
      command: 'obs',
      args: ['--multi', '--disable-updater', '--disable-shutdown-check', '--collection', 'Test'],
      env: {
        DISPLAY: this.#displayName,
        HOME: this.#folder,
        XDG_CONFIG_HOME: this.#folder,
        XDG_RUNTIME_DIR: this.#folder,
        QT_QPA_PLATFORM: 'xcb',
        LIBGL_ALWAYS_SOFTWARE: '1',
      },
    })
    this.#obs = obs
    await obs.until(() => listens(this.port))
  }

  /** A clean exit. @throws Error with its output if it does not come */
  async exit(): Promise<void> {
    const printed = await this.#obs?.end('SIGINT')
    if (printed !== undefined) throw new Error(`OBS did not exit: ${printed}`)
  }

  async kill(): Promise<void> {
    await this.#obs?.end('SIGKILL')
  }

  freeze(): void {
    this.#obs?.freeze()
  }

  thaw(): void {
    this.#obs?.thaw()
  }

  /** The streaming service goes away. */
  async stopIngest(): Promise<void> {
    await this.#ingest?.end('SIGTERM')
  }

  async startIngest(): Promise<void> {
    this.#ingest = await startIngest(join(this.#folder, 'ingest'), this.#ingestPort)
  }

  /** Ends everything and removes its folder. */
  async close(): Promise<void> {
    this.thaw()
    await this.kill()
    await this.stopIngest()
    await this.#display?.end('SIGTERM')
    await rm(this.#folder, { recursive: true, force: true })
  }

  async #prepare(): Promise<void> {
    const { port, password } = this
    await writeObsConfig(this.#folder, { port, password, ingestPort: this.#ingestPort })
    // -noreset: otherwise it resets when OBS, its last client, is killed, and an OBS that starts at that moment hangs.
    const args = ['-displayfd', '3', '-screen', '0', '1024x768x24', '-nolisten', 'tcp', '-noreset']
    this.#display = new Program({ command: 'Xvfb', args })
    this.#displayName = `:${await this.#display.fourthLine()}`
    await this.startIngest()
  }
}
