import type { StandardSchemaV1 } from '@standard-schema/spec'
import { type Sentence, sentenceOf } from '../errors.ts'
import type { Context, Output, StateSchemas } from './context.ts'
import type { Needs, Port } from './port.ts'
import type { Schema } from './schema.ts'
import { filesOf } from './stack-frames.ts'

type NoOptions = Record<never, never>

/** A plugin: what it is called, what it wants, what it offers, what it does. */
export interface PluginDefinition<
  S extends Schema = Schema,
  N extends Needs = Needs,
  M extends StateSchemas = StateSchemas,
> {
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
  /** What it keeps in `state`, by key; left out: any JSON. */
  readonly state?: M
  /** Two instances must never run at once: it listens on a port or owns a file. */
  readonly exclusive?: boolean
  /** All it tells is made up, as a simulator's is: answers to it are captured by its own ports, never done for real. */
  readonly invents?: boolean
  /** JSON Schemas of what it writes elsewhere, by collection or file; shown by `promethean schema`. */
  readonly documents?: (
    options: StandardSchemaV1.InferOutput<S>,
  ) => Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** Looks whether what it needs outside is there: connection, scopes, model, store; run by `promethean doctor`. */
  readonly examine?: (
    context: ExamineContext<StandardSchemaV1.InferOutput<S>>,
  ) => Promise<readonly Finding[]>
  /** Signs an account in; run by `promethean auth <name>`. */
  readonly signIn?: (context: SignInContext<StandardSchemaV1.InferOutput<S>>) => Promise<SignedIn>
  /** Wires the plugin; returns nothing, or a stream of what it publishes. */
  setup(
    context: Context<StandardSchemaV1.InferOutput<S>, N, M>,
  ): Output | void | Promise<Output | void>
}

/** One thing `promethean doctor` looked at. */
export interface Finding {
  readonly ok: boolean
  /** What was looked at and what was seen, in a few words. */
  readonly what: string
  /** What to do, where it is not ok. */
  readonly advice?: string
}

/** What is not well, and what to do: trouble as `promethean doctor` tells it. */
export function findingOf({ what, why, advice }: Sentence): Finding {
  return { ok: false, what: sentenceOf({ what, why }), ...(advice !== undefined && { advice }) }
}

/** What a plugin's `examine` gets. */
export interface ExamineContext<Options = unknown> {
  readonly options: Options
  /** Where the runtime keeps its files. Absolute. */
  readonly folder: string
  /** Aborts when the time for it is up. */
  readonly signal: AbortSignal
  /** All uses of the config, so that a plugin can say what they need of it. */
  readonly uses: readonly { readonly id: string; readonly plugin: PluginDefinition }[]
}

/** What a plugin's `signIn` gets. */
export interface SignInContext<Options = unknown> {
  readonly options: Options
  /** Where the runtime keeps its files. Absolute. */
  readonly folder: string
  /** Which account, where a plugin has several: `bot`. */
  readonly as: string | undefined
  readonly signal: AbortSignal
  /** Shows the streamer where to enter which code; `expiresIn` in seconds. */
  verify(step: {
    readonly url: string
    readonly userCode: string
    readonly expiresIn: number
  }): void
}

export interface SignedIn {
  readonly login: string
  readonly scopes: readonly string[]
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
 * @example export default definePlugin({ name: 'hello', setup: ({ on, log }) => on('chat.message', e => log.info(e.data.text)) })
 * @throws Error where the name is not kebab-case
 */
export function definePlugin<
  S extends Schema = Schema<Record<string, never> | undefined, NoOptions>,
  const N extends Needs = NoOptions,
  const M extends StateSchemas = StateSchemas,
>(definition: PluginDefinition<S, N, M>): PluginFactory<StandardSchemaV1.InferInput<S>> {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(definition.name)) {
    throw new Error(
      `a plugin cannot be named ${JSON.stringify(definition.name)}: names are kebab-case; write my-plugin`,
    )
  }
  // The runtime calls setup with the options its own schema has just made, so the types were checked where they matter.
  const plugin = Object.freeze(definition) as PluginDefinition
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
