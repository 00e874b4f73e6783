import type { StandardSchemaV1 } from '@standard-schema/spec'
import { type Sentence, sentenceOf } from '../errors.ts'
import type { Context, Output, StateSchemas } from './context.ts'
import type { Needs, Port } from './port.ts'
import type { Schema } from './schema.ts'
import { filesOf } from './stack-frames.ts'

type NoOptions = Record<never, never>

/** A plugin: its name, options, needs, ports, and what it does. */
export interface PluginDefinition<
  S extends Schema = Schema,
  N extends Needs = Needs,
  M extends StateSchemas = StateSchemas,
> {
  /** In kebab-case. Also the plugin's id, unless the config sets another. */
  readonly name: string
  /** The schema of the options: strict, with defaults. Leave it out if the plugin has no options. */
  readonly options?: S
  /** The ports it uses, by local name. */
  readonly needs?: N
  /** The ports it provides with `provide`. */
  readonly provides?:
    | readonly Port<unknown>[]
    | ((options: StandardSchemaV1.InferOutput<S>) => readonly Port<unknown>[])
  /** Its own event types, with the schema of their data. */
  readonly emits?: Readonly<Record<string, Schema>>
  /** The schemas of its `state`, by key. Leave it out to allow any JSON. */
  readonly state?: M
  /** Two instances must never run at the same time, because it listens on a port or owns a file. */
  readonly exclusive?: boolean
  /** All its events are simulated. Answers to them are captured by its own ports and never sent or done. */
  readonly invents?: boolean
  /** JSON Schemas of the documents it writes, by collection or file; shown by `promethean schema`. */
  readonly documents?: (
    options: StandardSchemaV1.InferOutput<S>,
  ) => Readonly<Record<string, Readonly<Record<string, unknown>>>>
  /** Checks what it needs outside: connection, scopes, model, database. Run by `promethean doctor`. */
  readonly examine?: (
    context: ExamineContext<StandardSchemaV1.InferOutput<S>>,
  ) => Promise<readonly Finding[]>
  /** Address of the page it serves, shown by `promethean dock`: `http://127.0.0.1:7590/`. */
  readonly address?: (options: StandardSchemaV1.InferOutput<S>) => string | undefined
  /** The chat commands it answers, each with its place in the options: none may be one that core answers. */
  readonly commands?: (
    options: StandardSchemaV1.InferOutput<S>,
  ) => readonly { readonly command: string; readonly path: string }[]
  /** Signs an account in; run by `promethean auth <name>`. */
  readonly signIn?: (context: SignInContext<StandardSchemaV1.InferOutput<S>>) => Promise<SignedIn>
  /** Sets the plugin up. Returns nothing, or a stream of the events to publish. */
  setup(
    context: Context<StandardSchemaV1.InferOutput<S>, N, M>,
  ): Output | void | Promise<Output | void>
}

/** One result of `promethean doctor`. */
export interface Finding {
  readonly ok: boolean
  /** What was checked, and the result, in a few words. */
  readonly what: string
  /** What to do if it is not ok. */
  readonly advice?: string
}

/** A failed finding for `promethean doctor`, from an error's parts. */
export function findingOf({ what, why, advice }: Sentence): Finding {
  return { ok: false, what: sentenceOf({ what, why }), ...(advice !== undefined && { advice }) }
}

/** What a plugin's `examine` gets. */
export interface ExamineContext<Options = unknown> {
  readonly options: Options
  /** Absolute path of the folder for the runtime's files. */
  readonly folder: string
  /** Aborts when the time is up. */
  readonly signal: AbortSignal
  /** All plugins of the config, so that a plugin can check what they need from it. */
  readonly uses: readonly { readonly id: string; readonly plugin: PluginDefinition }[]
}

/** What a plugin's `signIn` gets. */
export interface SignInContext<Options = unknown> {
  readonly options: Options
  /** Absolute path of the folder for the runtime's files. */
  readonly folder: string
  /** Which account to sign in, if the plugin has several: `bot`. */
  readonly as: string | undefined
  readonly signal: AbortSignal
  /** Shows the streamer the address and the code to enter there; `expiresIn` is in seconds. */
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
  /** As in the config; `check` validates them with the plugin's schema. */
  readonly options: unknown
}

export interface UseSettings {
  /** Distinguishes two uses of one plugin; default: the plugin's name. */
  readonly id?: string
}

/** The result of `definePlugin`. Call it in the config to use the plugin. */
export type PluginFactory<Input> = (undefined extends Input
  ? (options?: Input, use?: UseSettings) => PluginUse
  : NoOptions extends Input
    ? (options?: Input, use?: UseSettings) => PluginUse
    : (options: Input, use?: UseSettings) => PluginUse) & { readonly plugin: PluginDefinition }

const FILES = new WeakMap<PluginDefinition, string>()

/** The file a plugin is defined in, to attribute errors by their stack. */
export function definedIn(plugin: PluginDefinition): string | undefined {
  return FILES.get(plugin)
}

/**
 * Defines a plugin. Call the result in the config.
 * @example export default definePlugin({ name: 'hello', setup: ({ on, log }) => on('chat.message', e => log.info(e.data.text)) })
 * @throws Error if the name is not kebab-case
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
  // The first frame is this function; where source maps are followed, its file is not the one that was loaded.
  const [own, ...callers] = filesOf(stack)
  return callers.find(file => file !== own)
}
