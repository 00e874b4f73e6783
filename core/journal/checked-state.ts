import { PluginFailure, PrometheanError } from '../errors.ts'
import { deepFreeze } from '../events/deep-freeze.ts'
import type { Log, State, StateSchemas } from '../plugin/context.ts'
import type { Json } from '../plugin/json.ts'
import type { Schema } from '../plugin/schema.ts'

type Fit = { readonly value: unknown } | { readonly misfit: string }

interface Checking {
  readonly use: string
  readonly schemas: StateSchemas | undefined
  readonly log: Log
}

/** State values, validated with the plugin's schemas: a stored value that no longer fits counts as not set. */
export function checkedState(state: State, { use, schemas, log }: Checking): State {
  if (schemas === undefined) return state
  const byKey = new Map(Object.entries(schemas))
  const said = new Set<string>()

  const checked = (key: string, value: unknown): Fit => {
    const schema = byKey.get(key)
    return schema === undefined ? { value } : fitOf(use, schema, value)
  }
  const sayOnce = (key: string, misfit: string) => {
    if (said.has(key)) return
    said.add(key)
    log.warn(`what was kept as ${key} counts as not set: it no longer fits, ${misfit}`)
  }
  const get = <T extends Json>(key: string): T | undefined => {
    const kept = state.get(key)
    let found = checked(key, kept)
    if ('misfit' in found && kept !== undefined) {
      sayOnce(key, found.misfit)
      found = checked(key, undefined)
    }
    // The schema has just validated it; without a schema, the type is the caller's claim.
    return 'value' in found ? (deepFreeze(found.value) as T | undefined) : undefined
  }
  const set = (key: string, value: Json) => {
    const found = checked(key, value)
    if ('misfit' in found) throw refused(use, key, found.misfit)
    state.set(key, value)
  }
  return {
    get,
    set,
    update: (key, change) => {
      const value = change(get(key))
      set(key, value)
      return value
    },
    delete: key => state.delete(key),
  }
}

function fitOf(plugin: string, schema: Schema, value: unknown): Fit {
  const result = schema['~standard'].validate(value)
  if (result instanceof Promise) {
    const what = `${plugin} cannot check its state: a schema of it answers later`
    throw new PluginFailure({ what, advice: 'give it one that answers at once' }, { plugin })
  }
  return result.issues === undefined ? { value: result.value } : { misfit: misfitOf(result.issues) }
}

function misfitOf([issue]: Exclude<Issues, undefined>): string {
  const path = (issue?.path ?? []).map(part => String(typeof part === 'object' ? part.key : part))
  const where = path.length === 0 ? '' : `${path.join('.')}: `
  return `${where}${issue?.message ?? 'its schema refuses it'}`
}

type Issues = Extract<ReturnType<Schema['~standard']['validate']>, { issues?: unknown }>['issues']

function refused(plugin: string, key: string, misfit: string): PrometheanError {
  const advice = 'set what the schema in the definition takes'
  return new PrometheanError(
    'refused',
    { what: `cannot keep ${key} in the state`, why: `it does not fit, ${misfit}`, advice },
    { plugin },
  )
}
