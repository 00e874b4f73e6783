import { fields } from '../formats/json.ts'

/** Which events to subscribe to: types by source. */
type Subscriptions = Readonly<Record<string, readonly string[]>>

/** Very frequent, an echo of our own actions, or private: not subscribed to unless configured. */
const UNWANTED = [/^Raw\./, /^Application\./, /Whisper$/, /^Misc\.(User)?GlobalVariable/]

/**
 * What to subscribe to of what this server has, in the server's own spelling.
 * @returns `unknown`: the wanted names it has nothing for
 */
export function chooseEvents(
  supported: unknown,
  names: readonly string[] | undefined,
): { readonly wanted: Subscriptions; readonly unknown: readonly string[] } {
  const all = Object.entries(fields(supported)).flatMap(([source, types]) =>
    textsOf(types).map(type => ({ source, type, name: `${source}.${type}` })),
  )
  const chosen = all.filter(({ name }) =>
    names === undefined
      ? !UNWANTED.some(pattern => pattern.test(name))
      : names.some(wanted => covers(wanted, name)),
  )
  const wanted: Record<string, string[]> = {}
  for (const { source, type } of chosen) wanted[source] = [...(wanted[source] ?? []), type]
  const unknown = names?.filter(wanted => !all.some(({ name }) => covers(wanted, name))) ?? []
  return { wanted, unknown }
}

function covers(wanted: string, name: string): boolean {
  const [pattern, own] = [wanted.toLowerCase(), name.toLowerCase()]
  if (pattern === '*') return true
  return pattern.endsWith('.*') ? own.startsWith(pattern.slice(0, -1)) : own === pattern
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter(entry => typeof entry === 'string') : []
}
