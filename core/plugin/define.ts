import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Context, Output } from './context.ts'
import { filesOf } from './frames.ts'
import type { Needs, Port } from './port.ts'

/** Any Standard Schema: zod, valibot, arktype. */
export type Schema<Input = unknown, Value = Input> = StandardSchemaV1<Input, Value>

type NoOptions = Record<never, never>

/** A plugin: what it is called, what it wants, what it offers, what it does. */
export interface PluginDefinition<S extends Schema = Schema, N extends Needs = Needs> {
  /** Kebab-case; the use's id unless the config gives one. */
  readonly name: string
  /** The options' schema, strict, with defaults; left out: the plugin takes none. */
  readonly options?: S
  /** Ports by local name. */
  readonly needs?: N
  /** Ports this plugin offers with `provide`. */
  readonly provides?:
    | readonly Port<unknown>[]
    | ((options: StandardSchemaV1.InferOutput<S>) => readonly Port<unknown>[])
  /** Own event types and the schema of their data. */
  readonly emits?: Readonly<Record<string, Schema>>
  /** Two instances must never run at once: it listens on a port or owns a file. */
  readonly exclusive?: boolean
  /** Wires the plugin; returns nothing, or a stream of what it publishes. */
  setup(
    context: Context<StandardSchemaV1.InferOutput<S>, N>,
  ): Output | void | Promise<Output | void>
}

/** One entry of a config's `plugins`: a plugin with its options. */
export interface PluginUse {
  readonly id: string
  readonly plugin: PluginDefinition
  /** As written in the config; checked against the plugin's schema by `check`. */
  readonly options: unknown
}

export interface UseSettings {
  /** Tells two uses of one plugin apart; the plugin's name where left out. */
  readonly id?: string
}

/** What `definePlugin` gives: called in a config, it makes a use. */
export type PluginFactory<Input> = (undefined extends Input
  ? (options?: Input, use?: UseSettings) => PluginUse
  : NoOptions extends Input
    ? (options?: Input, use?: UseSettings) => PluginUse
    : (options: Input, use?: UseSettings) => PluginUse) & { readonly plugin: PluginDefinition }

const FILES = new WeakMap<PluginDefinition, string>()

/** The file a plugin was defined in: whose fault an error is, is read off its stack. */
export function definedIn(plugin: PluginDefinition): string | undefined {
  return FILES.get(plugin)
}

/**
 * Defines a plugin. The result is called in a config.
 * @example export default definePlugin({ name: 'hello', setup: ({ on, log }) => on('chat.message').pipe(tap(e => log.info(e.data.text)), ignoreElements()) })
 * @throws Error where the name is not kebab-case
 */
export function definePlugin<
  S extends Schema = Schema<Record<string, never> | undefined, NoOptions>,
  const N extends Needs = NoOptions,
>(definition: PluginDefinition<S, N>): PluginFactory<StandardSchemaV1.InferInput<S>> {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(definition.name)) {
    throw new Error(
      `a plugin cannot be named ${JSON.stringify(definition.name)}: names are kebab-case; write my-plugin`,
    )
  }
  // The runtime calls setup with the options its own schema has just made, so the types were checked where they matter.
  const plugin = Object.freeze(definition) as unknown as PluginDefinition
  const file = callerFile()
  if (file !== undefined) FILES.set(plugin, file)
  const use = (options: unknown, settings: UseSettings = {}): PluginUse =>
    Object.freeze({ id: settings.id ?? plugin.name, plugin, options })
  // Whether options may be left out is known to the type alone.
  return Object.assign(use, { plugin }) as PluginFactory<StandardSchemaV1.InferInput<S>>
}

function callerFile(): string | undefined {
  const { stack = '' } = new Error('whose call is this')
  return filesOf(stack).find(file => file !== import.meta.filename)
}
