import type { CheckedConfig } from './check/check.ts'
import { pathText } from './check/kinds.ts'
import type { CheckedUse } from './check/uses.ts'
import { difference } from './difference.ts'

/** What an edit does to each use, by id. */
export interface Plan {
  readonly kept: readonly string[]
  readonly restarted: readonly Restart[]
  readonly added: readonly string[]
  readonly removed: readonly string[]
}

/** A plugin that must be restarted, and why. */
export interface Restart {
  readonly id: string
  readonly why: string
}

/**
 * Compares two configs, plugin by plugin: definitions by identity, options by value, functions in them by identity.
 * Plugins that use a replaced provider are kept: their ports point at the new one.
 * @param file the config's name, for the messages
 */
export function plan(
  from: CheckedConfig | undefined,
  to: CheckedConfig,
  file = 'promethean.config.ts',
): Plan {
  const before = new Map(from?.uses.map(use => [use.id, use]))
  const after = new Set(to.uses.map(use => use.id))
  const both = to.uses.flatMap(use => {
    const old = before.get(use.id)
    return old ? [{ id: use.id, why: reason(old, use, file) }] : []
  })
  return {
    kept: both.filter(({ why }) => why === undefined).map(({ id }) => id),
    restarted: both.flatMap(({ id, why }) => (why === undefined ? [] : [{ id, why }])),
    added: to.uses.filter(use => !before.has(use.id)).map(use => use.id),
    removed: [...before.keys()].filter(id => !after.has(id)),
  }
}

function reason(from: CheckedUse, to: CheckedUse, file: string): string | undefined {
  if (from.plugin !== to.plugin) {
    return from.plugin.name === to.plugin.name
      ? 'its code changed'
      : `it is ${to.plugin.name} now, no longer ${from.plugin.name}`
  }
  // Equal as written or as parsed counts as equal: writing out a default changes nothing, nor does a schema's wrapping.
  const found = difference(from.written, to.written)
  if (!found || !difference(from.options, to.options)) return undefined
  const option = pathText(found.path) || 'its options'
  return found.isSameText
    ? `${option} is a function defined in ${file}, so every save restarts it; move the function to its own file`
    : `${option} changed`
}
