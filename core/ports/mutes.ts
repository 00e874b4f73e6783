import type { State } from '../plugin/context.ts'

/** What is muted: everything, or some plugins. */
export interface Muted {
  readonly all: boolean
  /** Use ids. */
  readonly plugins: readonly string[]
}

const KEY = 'muted'
const NOTHING: Muted = { all: false, plugins: [] }

/** What is muted, stored in the runtime's durable state. */
export class Mutes {
  #muted: Muted = NOTHING
  #state: State | undefined

  /** What is muted; undefined if nothing is. */
  get muted(): Muted | undefined {
    return this.#muted.all || this.#muted.plugins.length > 0 ? this.#muted : undefined
  }

  /** Restores the pauses after a restart. */
  resume(state: State): void {
    this.#state = state
    this.#muted = readMuted(state.get(KEY))
  }

  /** Whether one of these plugins is muted. */
  holds(...plugins: readonly string[]): boolean {
    return this.#muted.all || plugins.some(plugin => this.#muted.plugins.includes(plugin))
  }

  /** @param plugin a plugin id; default: everything */
  mute(plugin?: string): void {
    this.#set(withMute(this.#muted, plugin))
  }

  /** @param plugin a plugin id; default: everything and every plugin */
  unmute(plugin?: string): void {
    this.#set(withoutMute(this.#muted, plugin))
  }

  #set(muted: Muted): void {
    this.#muted = muted
    this.#state?.set(KEY, toJson(muted))
  }
}

function withMute({ all, plugins }: Muted, plugin: string | undefined): Muted {
  if (plugin === undefined) return { all: true, plugins }
  return { all, plugins: [...new Set([...plugins, plugin])] }
}

function withoutMute({ all, plugins }: Muted, plugin: string | undefined): Muted {
  if (plugin === undefined) return NOTHING
  return { all, plugins: plugins.filter(other => other !== plugin) }
}

function toJson({ all, plugins }: Muted) {
  return { all, plugins: [...plugins] }
}

function readMuted(kept: unknown): Muted {
  if (typeof kept !== 'object' || kept === null) return NOTHING
  const plugins: unknown = Reflect.get(kept, 'plugins')
  return {
    all: Reflect.get(kept, 'all') === true,
    plugins: Array.isArray(plugins) ? plugins.filter(one => typeof one === 'string') : [],
  }
}
