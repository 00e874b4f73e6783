import type { Problem } from '../../errors.ts'
import { readNeed } from '../../plugin/port.ts'
import type { CheckedUse } from './uses.ts'

interface PortNeed {
  readonly need: string
  readonly port: string
  /** Core provides it itself. */
  readonly isOwn: boolean
  readonly mode: 'one' | 'optional' | 'many'
  readonly providers: readonly string[]
}

/**
 * Checks that every need is provided by exactly one other plugin or by core, and that there is no circle.
 * @param isWhole false if some entries could not be read; what they would provide is then not reported as missing
 */
export function checkNeeds(uses: readonly CheckedUse[], isWhole = true): Problem[] {
  const wants = new Map(uses.map(use => [use.id, wanted(use, uses)]))
  const refused = uses.flatMap(use =>
    (wants.get(use.id) ?? [])
      .filter(want => isWhole || want.providers.length > 0)
      .flatMap(want => refusal(use, want)),
  )
  return [...refused, ...circles(uses, wants)]
}

/**
 * Sorts providers before their users, otherwise in the order of the config. A `many` need is only a preference: its map
 * is live, so such a provider may come later if there would be a circle.
 */
export function startOrder(uses: readonly CheckedUse[]): string[] {
  const wants = new Map(uses.map(use => [use.id, wanted(use, uses)]))
  const order: string[] = []
  const waiting = new Set(uses.map(use => use.id))
  const ready = (id: string, modes: readonly string[]) =>
    (wants.get(id) ?? [])
      .filter(want => modes.includes(want.mode))
      .every(want => want.providers.every(provider => !waiting.has(provider)))
  while (waiting.size > 0) {
    const left = [...waiting]
    const next =
      left.find(id => ready(id, ['one', 'optional', 'many'])) ??
      left.find(id => ready(id, ['one', 'optional'])) ??
      // A circle: the check has named it, the order no longer matters.
      left[0]
    if (next === undefined) break
    waiting.delete(next)
    order.push(next)
  }
  return order
}

function wanted(use: CheckedUse, uses: readonly CheckedUse[]): PortNeed[] {
  return Object.entries(use.needs).map(([need, wish]) => {
    const { port, mode } = readNeed(wish)
    const providers = uses
      .filter(other => other.id !== use.id && other.provides.some(({ name }) => name === port.name))
      .map(other => other.id)
    return { need, port: port.name, isOwn: port.own, mode, providers }
  })
}

function refusal(use: CheckedUse, { need, port, isOwn, mode, providers }: PortNeed): Problem[] {
  const problem = (message: string) => [{ plugin: use.id, path: `needs.${need}`, message }]
  if (mode === 'many') return []
  if (providers.length > 1) {
    return problem(`needs one ${port}, but ${providers.join(' and ')} provide it; keep only one`)
  }
  // One plugin may stand in for core, as the fakes of a test do.
  const isMet = providers.length === 1 || isOwn
  return isMet || mode === 'optional'
    ? []
    : problem(`no plugin provides ${port}; add one that does`)
}

function circles(uses: readonly CheckedUse[], wants: ReadonlyMap<string, PortNeed[]>): Problem[] {
  const done = new Set<string>()
  const problems: Problem[] = []
  const visit = (id: string, trail: readonly string[]) => {
    const start = trail.indexOf(id)
    if (start >= 0) problems.push(circle([...trail.slice(start), id]))
    if (start >= 0 || done.has(id)) return
    const direct = (wants.get(id) ?? []).filter(want => want.mode !== 'many')
    for (const provider of direct.flatMap(want => want.providers)) visit(provider, [...trail, id])
    done.add(id)
  }
  for (const use of uses) visit(use.id, [])
  return problems
}

function circle(ids: readonly string[]): Problem {
  const message = `depends on itself: ${ids.join(' needs ')}; remove one of these needs`
  return { ...(ids[0] === undefined ? {} : { plugin: ids[0] }), path: 'needs', message }
}
