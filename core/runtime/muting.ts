import type { CheckedConfig } from '../config/check/check.ts'
import { PrometheanError } from '../errors.ts'
import type { Outbox } from '../outbox/outbox.ts'
import type { Log } from '../plugin/context.ts'
import type { Effects } from '../ports/effects.ts'
import { nearest } from '../text/nearest.ts'
import { type Saved, savedSoon } from './saved.ts'

export interface MutingParts {
  readonly effects: Effects
  readonly outbox: Outbox
  readonly log: Log
  config(): CheckedConfig | undefined
  /** Resolves when it will survive a restart. */
  save(): Promise<void>
}

/** `promethean mute` and `unmute` in a running instance. */
export class Muting {
  readonly #parts: MutingParts

  constructor(parts: MutingParts) {
    this.#parts = parts
  }

  /**
   * Stops all output and drops waiting texts.
   * @param plugin only of this plugin
   * @throws PrometheanError if no plugin has this id
   */
  async mute(plugin?: string): Promise<Saved> {
    const { effects, outbox, log } = this.#parts
    if (plugin !== undefined) this.#require(plugin, [])
    effects.mutes.mute(plugin)
    effects.forgetSaid()
    outbox.dropMuted()
    log.warn(`${plugin ?? 'everything'} is muted: no output; ${undo(plugin)} allows it again`)
    return savedSoon(this.#parts.save())
  }

  /**
   * Allows output again.
   * @param plugin only of this plugin; default: everything and every plugin
   * @throws PrometheanError if no plugin has this id
   */
  async unmute(plugin?: string): Promise<Saved> {
    const { effects, log } = this.#parts
    if (plugin !== undefined) this.#require(plugin, effects.mutes.muted?.plugins ?? [])
    effects.mutes.unmute(plugin)
    log.info(effects.mutes.muted?.all ? stillMuted(plugin) : `${plugin ?? 'everything'} is unmuted`)
    return savedSoon(this.#parts.save())
  }

  /** Logs at the start what is still muted. */
  remind(): void {
    const { muted } = this.#parts.effects.mutes
    if (muted === undefined) return
    const who = muted.all ? 'everything' : muted.plugins.join(', ')
    const only = muted.all || muted.plugins.length > 1 ? undefined : muted.plugins[0]
    this.#parts.log.warn(`${who} is still muted from an earlier run; ${undo(only)} allows it again`)
  }

  #require(plugin: string, others: readonly string[]): void {
    const config = this.#parts.config()
    // It is still starting: muting an unknown name is better than a mute that is refused.
    if (config === undefined) return
    requireUse(plugin, [...config.uses.map(({ id }) => id), ...others])
  }
}

/** @throws PrometheanError if no plugin has this id */
export function requireUse(plugin: string, ids: readonly string[]): void {
  if (ids.includes(plugin)) return
  const meant = nearest(plugin, ids)
  const advice =
    meant === undefined ? `the plugins are ${ids.join(', ')}` : `did you mean ${meant}?`
  const what = `no plugin in this config has the id ${plugin}`
  throw new PrometheanError('runtime', { what, advice }, { plugin, fault: 'unknown' })
}

function undo(plugin: string | undefined): string {
  return ['promethean unmute', plugin].filter(Boolean).join(' ')
}

function stillMuted(plugin: string | undefined): string {
  return `${plugin} is no longer muted on its own, but everything still is; promethean unmute allows it again`
}
