import type { PluginUse } from 'promethean'

type Environment = Readonly<Record<string, string | undefined>>

/** How {@link whenSet} looks for the variables, and speaks of the plugin. */
export interface WhenSetSettings {
  /** Where the variables are; default: `process.env`, which includes `.env`. */
  readonly environment?: Environment
  /** What the sentence calls the plugin; default: its id. */
  readonly title?: string
}

/**
 * A plugin that cannot work without these variables. For the lists of `orSimulator`.
 * @param variables their names
 * @returns the plugin; while one of the variables is missing or empty, the sentence why it is left out
 */
export function whenSet(
  variables: string | readonly string[],
  use: PluginUse,
  { environment = process.env, title = use.id }: WhenSetSettings = {},
): PluginUse | string {
  const names = [variables].flat()
  if (names.every(name => environment[name]?.trim())) return use
  const [last = '', ...rest] = names.toReversed()
  const list = rest.length > 0 ? `${rest.toReversed().join(', ')} and ${last}` : last
  return `${title} is left out: set ${rest.length === 1 ? 'both ' : ''}${list}`
}
