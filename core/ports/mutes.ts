import type { State } from '../plugin/context.ts'

/** What is muted: everything, or some plugins. */
export interface Muted {
  readonly all: boolean
  /** Use ids. */
  readonly plugins: readonly string[]
}

/** Something that was not done, because it was muted. */
export interface HeldWhileMuted {
  readonly at: Date
  readonly plugin: string
  /** In words: `set the title`. */
  readonly what: string
  /** What would have been said or set; absent if there is none. */
  readonly text?: string
}

// What a streamer reads through before he unmutes.
const MAX_HELD = 50
const MAX_TEXT = 500
const KEY = 'muted'
const NOTHING: Muted = { all: false, plugins: [] }

/** What is muted, stored in the runtime's durable state. */
export class Mutes {
  #muted: Muted = NOTHING
  #state: State | undefined
  #held: HeldWhileMuted[] = []

  /** What is muted; undefined if nothing is. */
  get muted(): Muted | undefined {
    return this.#muted.all || this.#muted.plugins.length > 0 ? this.#muted : undefined
  }

  /** What was held back since the mute began, the last fifty, oldest first. It stays until something is muted again. */
  get held(): readonly HeldWhileMuted[] {
    return this.#held
  }

  /** Something was not done, because it is muted. */
  hold(plugin: string, what: string, text?: string): void {
    const shown = text === undefined ? {} : { text: text.slice(0, MAX_TEXT) }
    this.#held = [...this.#held, { at: new Date(), plugin, what, ...shown }].slice(-MAX_HELD)
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
    if (this.muted === undefined) this.#held = []
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
