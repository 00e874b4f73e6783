import type { Problem } from '../../errors.ts'
import { EVENT_TYPES } from '../../events/core-events.ts'
import { ChatSender } from '../../plugin/ports/chat.ts'
import { Actions, StreamControl } from '../../plugin/ports/effects.ts'
import { nearest, suggestion } from '../../text/nearest.ts'
import { type Settings, settingsOf, settingsSchema } from '../settings.ts'
import { checkCommands } from './commands.ts'
import { explainIssues } from './issues.ts'
import { kindOf } from './kinds.ts'
import { checkNeeds, startOrder } from './needs.ts'
import { type CheckedUse, checkUses } from './uses.ts'

/** A config without a problem, ready to be planned and started. */
export interface CheckedConfig extends Settings {
  /** In the order of the config. */
  readonly uses: readonly CheckedUse[]
  /** Use ids, providers before their users. */
  readonly startOrder: readonly string[]
}

/** The result of `checkConfig`: problems, or the config. */
export interface Checked {
  /** All of them, in the order of the config. */
  readonly problems: readonly Problem[]
  readonly config?: CheckedConfig
}

/**
 * Finds every problem of what a config file exports.
 * @param folder the config's own; the journal's file is relative to it
 */
export async function checkConfig(value: unknown, folder = process.cwd()): Promise<Checked> {
  try {
    const misfit = whole(value)
    return misfit === undefined
      ? await check(value, folder)
      : { problems: [{ path: '', message: misfit }] }
  } catch (thrown) {
    // Only the kind of error, not its message: a getter's message may contain a value.
    const what = thrown instanceof Error ? thrown.name : kindOf(thrown)
    const message = `the config cannot be read: reading it threw ${what}; use plain values`
    return { problems: [{ path: '', message }] }
  }
}

/** Every event type there is with this config: core's and those its plugins emit. */
export function knownTypes(config: Pick<CheckedConfig, 'uses'>): ReadonlySet<string> {
  const own = config.uses.flatMap(use => Object.keys(use.plugin.emits ?? {}))
  return new Set([...EVENT_TYPES, ...own])
}

/** The known event type most like a mistyped one. */
export function nearestType(
  config: Pick<CheckedConfig, 'uses'>,
  typed: string,
): string | undefined {
  return nearest(typed, knownTypes(config))
}

function whole(value: unknown): string | undefined {
  if (value === undefined)
    return 'the config has no default export; write export default defineConfig({ ... })'
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value instanceof Promise
      ? 'the config exports a promise; put await before it'
      : undefined
  }
  return `the config exports ${kindOf(value)}; write export default defineConfig({ ... })`
}

async function check(value: unknown, folder: string): Promise<Checked> {
  const parsed = settingsSchema.safeParse(value)
  const issues = parsed.success
    ? []
    : explainIssues(settingsSchema, value, parsed.error.issues, { isOpen: true })
  const plugins: unknown = Reflect.get(Object(value), 'plugins')
  const entries: readonly unknown[] = Array.isArray(plugins) ? plugins : []
  const { uses, problems, isWhole } = await checkUses(entries)
  const outbox = parsed.success && isWhole ? checkOutbox(parsed.data.outbox, uses) : []
  const trouble = parsed.success && isWhole ? checkOnTrouble(parsed.data.onTrouble, uses) : []
  const ofUses = inOrder(
    [...problems, ...checkNeeds(uses, isWhole), ...checkCommands(uses)],
    entries,
  )
  const all = [...issues, ...outbox, ...trouble, ...ofUses]
  if (all.length > 0 || !parsed.success) return { problems: all }
  const config = { ...settingsOf(parsed.data, folder), uses, startOrder: startOrder(uses) }
  return { problems: [], config }
}

function checkOutbox(
  outbox: Readonly<Record<string, string>>,
  uses: readonly CheckedUse[],
): Problem[] {
  const senders = uses.filter(use => use.provides.some(port => port.name === ChatSender.name))
  return Object.entries(outbox).flatMap(([platform, id]) => {
    const path = `outbox.${platform}`
    if (senders.some(use => use.id === id)) return []
    const names = senders.map(use => use.id)
    const why = uses.some(use => use.id === id)
      ? 'that plugin cannot send chat: it provides no ChatSender'
      : 'no plugin in this config has this id'
    const hint =
      suggestion(id, names) || (names.length > 0 ? `; use one of: ${names.join(', ')}` : '')
    return [{ path, message: `${why}${hint}` }]
  })
}

function checkOnTrouble(
  { action, obs }: { readonly action?: string | undefined; readonly obs?: string | undefined } = {},
  uses: readonly CheckedUse[],
): Problem[] {
  const wanted = [
    { path: 'onTrouble.action', port: Actions, isWanted: action !== undefined },
    { path: 'onTrouble.obs', port: StreamControl, isWanted: obs !== undefined },
  ]
  return wanted.flatMap(({ path, port, isWanted }) => {
    const isThere = uses.some(({ provides }) => provides.some(({ name }) => name === port.name))
    if (!isWanted || isThere) return []
    return [{ path, message: `no plugin provides ${port.name}; add one that does` }]
  })
}

// Problems of one use stand together, the uses in the order of the config.
function inOrder(problems: readonly Problem[], entries: readonly unknown[]): readonly Problem[] {
  const ids = entries.map(entry => Reflect.get(Object(entry), 'id'))
  const placeOf = ({ plugin, path }: Problem) =>
    plugin === undefined ? Number(/^plugins\[(\d+)\]/.exec(path)?.[1] ?? -1) : ids.indexOf(plugin)
  return problems.toSorted((one, other) => placeOf(one) - placeOf(other))
}
