import type { Problem } from '../../errors.ts'
import type { PluginDefinition, PluginUse } from '../../plugin/define.ts'
import type { Needs, Port } from '../../plugin/port.ts'
import type { Schema } from '../../plugin/schema.ts'
import { explainIssues } from './issues.ts'
import { kindOf } from './kinds.ts'

/** One plugin of the config, with options parsed by its schema. */
export interface CheckedUse {
  readonly id: string
  readonly plugin: PluginDefinition
  /** The options, as parsed by the plugin's schema. */
  readonly options: unknown
  /** The options as written. A schema may wrap values in a new object each time, especially functions. */
  readonly written: unknown
  readonly provides: readonly Port<unknown>[]
  readonly needs: Needs
}

interface CheckedUses {
  /** In the order of the config. If there are problems: those whose ports are known. */
  readonly uses: readonly CheckedUse[]
  readonly problems: readonly Problem[]
  /** Whether it is known of every entry what it provides. */
  readonly isWhole: boolean
}

/** Checks every entry of a config's `plugins`: its shape, id, options, and what it provides and emits. */
export async function checkUses(entries: readonly unknown[]): Promise<CheckedUses> {
  const seen = new Set<string>()
  const uses: CheckedUse[] = []
  const problems: Problem[] = []
  for (const [index, entry] of entries.entries()) {
    if (!isPluginUse(entry)) {
      problems.push({ path: `plugins[${index}]`, message: noUse(entry) })
      continue
    }
    const isRepeat = seen.has(entry.id)
    problems.push(...checkId(entry, seen), ...checkEmits(entry), ...checkState(entry))
    const made = await checkOptions(entry)
    problems.push(...made.problems)
    if (made.use && !isRepeat) uses.push(made.use)
  }
  return { uses, problems, isWhole: uses.length === entries.length }
}

function isPluginUse(entry: unknown): entry is PluginUse {
  if (typeof entry !== 'object' || entry === null) return false
  const { id, plugin } = entry as Partial<PluginUse>
  return typeof id === 'string' && isDefinition(plugin)
}

/** Whether something is what `definePlugin` was given. */
export function isDefinition(value: unknown): value is PluginDefinition {
  if (typeof value !== 'object' || value === null) return false
  const { name, setup } = value as Partial<PluginDefinition>
  return typeof name === 'string' && typeof setup === 'function'
}

function noUse(entry: unknown): string {
  const factory: unknown = typeof entry === 'function' ? Reflect.get(entry, 'plugin') : undefined
  if (isDefinition(factory)) {
    return `${factory.name} is a plugin that was not called; add parentheses: ${callOf(factory.name)}`
  }
  if (isDefinition(entry))
    return 'a bare definition; wrap it in definePlugin(...) and call the result'
  const hint = entry === false || entry === undefined || entry === null || entry === ''
  return hint
    ? `expected a plugin, got ${kindOf(entry)}; write ...(condition ? [greeter()] : []) to add one conditionally`
    : `expected a plugin like greeter(), got ${kindOf(entry)}`
}

// twitch-irc is imported as twitchIrc.
function callOf(name: string): string {
  return `${name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())}()`
}

function checkId(use: PluginUse, seen: Set<string>): Problem[] {
  const problem = (message: string) => [{ plugin: use.id, path: 'id', message }]
  if (!/^[a-z0-9][\w.-]{0,63}$/i.test(use.id)) {
    return problem('not a valid id; use letters, digits and dashes, at most 64 characters')
  }
  if (use.id === 'promethean') return problem('this is the runtime’s own name; choose another id')
  if (!seen.has(use.id)) {
    seen.add(use.id)
    return []
  }
  const free = nextFree(use.id, seen)
  const call = callOf(use.plugin.name).replace('()', `({ ... }, { id: '${free}' })`)
  return problem(`two plugins have this id; give one its own: ${call}`)
}

function nextFree(id: string, seen: ReadonlySet<string>): string {
  let number = 2
  while (seen.has(`${id}-${number}`)) number += 1
  return `${id}-${number}`
}

function checkEmits(use: PluginUse): Problem[] {
  return Object.entries(use.plugin.emits ?? {}).flatMap(([type, schema]) => {
    const problem = (message: string) => [{ plugin: use.id, path: `emits.${type}`, message }]
    if (!/^[a-z][a-z0-9_-]*(\.[a-z][a-z0-9_-]*){1,2}$/.test(type)) {
      return problem('not an event type; use two lower-case words like quiz.answered')
    }
    return isSchema(schema) ? [] : problem(`expected a schema for its data, got ${kindOf(schema)}`)
  })
}

function checkState({ id: plugin, plugin: { state = {} } }: PluginUse): Problem[] {
  return Object.entries(state)
    .filter(([, schema]) => !isSchema(schema))
    .map(([key, schema]) => ({
      plugin,
      path: `state.${key}`,
      message: `expected a schema of what is kept, got ${kindOf(schema)}`,
    }))
}

function isSchema(value: unknown): value is Schema {
  return Object(value) === value && '~standard' in Object(value)
}

async function checkOptions(use: PluginUse): Promise<{ use?: CheckedUse; problems: Problem[] }> {
  const { id, plugin } = use
  const { options, problems } = await parse(use)
  const { options: written = {} } = use
  const { provides = [], needs = {} } = plugin
  if (typeof provides !== 'function') {
    return { use: { id, plugin, options, written, provides: [...provides], needs }, problems }
  }
  if (problems.length > 0) return { problems }
  try {
    // Of a plugin's own options, which its own schema has just made.
    return {
      use: { id, plugin, options, written, provides: [...provides(options as never)], needs },
      problems,
    }
  } catch (thrown) {
    return { problems: [{ plugin: id, path: 'provides', message: itThrew(thrown) }] }
  }
}

async function parse(use: PluginUse): Promise<{ options?: unknown; problems: Problem[] }> {
  const { id: plugin, options = {} } = use
  const schema = use.plugin.options
  if (schema === undefined) return { options: {}, problems: noOptions(plugin, options) }
  try {
    const result = await schema['~standard'].validate(options)
    if (!result.issues) return { options: result.value, problems: [] }
    const found = explainIssues(schema, options, result.issues)
    return { problems: found.map(each => ({ plugin, ...each })) }
  } catch (thrown) {
    return { problems: [{ plugin, path: '', message: itThrew(thrown) }] }
  }
}

function noOptions(plugin: string, options: unknown): Problem[] {
  if (typeof options !== 'object' || options === null) {
    return [{ plugin, path: '', message: `takes no options, got ${kindOf(options)}` }]
  }
  return Object.keys(options).map(path => ({
    plugin,
    path,
    message: 'unknown option; this plugin takes none',
  }))
}

// Only the kind of error, not its message, which may contain a value.
function itThrew(thrown: unknown): string {
  const what = thrown instanceof Error ? thrown.name : kindOf(thrown)
  return `cannot check the options: the plugin’s own check threw ${what}; report it to its author`
}
