import { readFileSync } from 'node:fs'
import type { InstanceSettings } from './instance.ts'

/** An event as a test writes it down: what `event()` takes. */
export interface ToldEvent {
  readonly type: string
  readonly data: object
  readonly key?: string
  readonly platform?: string
  readonly channel?: string
  readonly time?: string
}

/** What a test wants of the stage. */
export type Cue =
  | { readonly tell: readonly ToldEvent[] }
  | { readonly ask: string; readonly text: string; readonly within?: string }
  | { readonly trouble: string | null }
  | { readonly log: string; readonly level: 'info' | 'warn' | 'error' }

/** A platform in the hands of a test, of a running instance. */
export class Stage {
  readonly #port: number
  #lines = 0

  constructor(port: number) {
    this.#port = port
  }

  /** How a config gets it. */
  get settings(): Required<Pick<InstanceSettings, 'uses' | 'imports' | 'files'>> {
    const plugin = new URL('./stage-plugin.ts', import.meta.url)
    return {
      uses: [`stage({ port: ${this.#port} })`],
      imports: "import stage from './stage-plugin.ts'",
      files: { 'stage-plugin.ts': readFileSync(plugin, 'utf8') },
    }
  }

  async cue(cue: Cue): Promise<void> {
    await this.#ask({ method: 'POST', body: JSON.stringify(cue) })
  }

  tell(...events: readonly ToldEvent[]): Promise<void> {
    return this.cue({ tell: events })
  }

  /** Somebody writes a line; gives its message's id. */
  async line(text: string, more: LineSettings = {}): Promise<string> {
    const told = this.lineOf(text, more)
    await this.tell(told)
    return told.key ?? ''
  }

  lineOf(
    text: string,
    { user = 'Bea', roles = [], platform = 'twitch', ...more }: LineSettings = {},
  ): ToldEvent {
    const messageId = `line-${++this.#lines}`
    const name = user.toLowerCase().replaceAll(/\s/gu, '')
    const author = { id: `id-${name}`, name, displayName: user, roles, badges: [] }
    const data = { messageId, text, user: author, ...more }
    return { type: 'chat.message', data, key: messageId, platform, channel: 'ann' }
  }

  /** What has left so far: `say twitch - hello`. */
  async left(): Promise<readonly string[]> {
    return JSON.parse(await this.#ask({}))
  }

  async #ask(request: RequestInit): Promise<string> {
    const answer = await fetch(`http://127.0.0.1:${this.#port}/`, request)
    return answer.text()
  }
}

interface LineSettings {
  /** As it is shown. */
  readonly user?: string
  readonly roles?: readonly string[]
  readonly platform?: string
  readonly emotes?: readonly object[]
  readonly reply?: object
}
