import { droppedBy, type Fields, fieldsOf, textOf, timeOf } from '../live/told-event.ts'
import { texts } from '../texts.ts'
import type { Consumer, Effect, Explanation, JsonVerdict, Rule } from './explanation.ts'

const words = texts.why

export type Phase = keyof typeof words.phases

/** One step of what happened to an event. */
export interface Step {
  readonly phase: Phase
  /** `good`: it went on; `bad`: it ended here; `wait`: not yet; `quiet`: nothing came of it. */
  readonly tone: 'good' | 'bad' | 'wait' | 'quiet'
  /** The plugin. */
  readonly who?: string
  readonly what: string
  /** What a plugin or a person wrote. */
  readonly quote?: string
  /** In ms since 1970. */
  readonly at?: number
  /** An effect of an effect is one deeper. */
  readonly depth: number
}

/** A group of steps. */
export interface Stage {
  readonly phase: Phase
  readonly steps: readonly Step[]
}

/** What happened to an event, in order, as groups that are not empty. */
export function stagesOf(explanation: Explanation): readonly Stage[] {
  const steps = [
    ...toldSteps(explanation),
    ...judgedSteps(explanation),
    ...doneSteps(explanation),
    ...unmovedSteps(explanation),
    ...storedSteps(explanation.consumers ?? []),
  ]
  // The texts name the phases in their order, and TypeScript does not carry names through Object.keys.
  return (Object.keys(words.phases) as Phase[]).flatMap(phase => {
    const own = steps.filter(step => step.phase === phase)
    return own.length === 0 ? [] : [{ phase, steps: own }]
  })
}

function toldSteps({ event, copies }: Explanation): readonly Step[] {
  const step = { phase: 'told', depth: 0 } as const
  const marks = [
    ...(event.test === true ? [words.isTest] : []),
    ...(event.recovered === true ? [words.isRecovered] : []),
  ]
  return [
    {
      ...{ ...step, tone: 'good', who: textOf(event.source) ?? '', what: words.toldFirst },
      ...atOf(event.received),
    },
    ...copies.map(
      ({ source, received, ownId }): Step => ({
        ...{ ...step, tone: 'quiet', who: source, ...atOf(received) },
        what: ownId === undefined ? words.toldLater : `${words.toldLater}, ${words.toldAs(ownId)}`,
      }),
    ),
    ...marks.map((what): Step => ({ ...step, tone: 'quiet', what })),
  ]
}

function judgedSteps({ verdict, judges = [] }: Explanation): readonly Step[] {
  const step = { phase: 'judged', depth: 0 } as const
  if (!verdict.kept) {
    const { who, code } = droppedBy(verdict.reason ?? '')
    return [
      { ...step, tone: 'bad', who, what: words.dropped(code) },
      { ...step, tone: 'quiet', what: words.droppedEnd },
    ]
  }
  const { changed } = verdict
  return [
    ...(changed ? [{ ...step, tone: 'good', who: changed.by, what: words.changed } as const] : []),
    {
      ...{ ...step, tone: 'good' },
      what: judges.length === 0 ? words.kept : words.keptBy(judges.join(', ')),
    },
  ]
}

function doneSteps({ notes, effects, rules = [] }: Explanation): readonly Step[] {
  const noted = notes.map(
    ({ plugin, text, at }): Step => ({
      ...{ phase: 'done', tone: 'quiet', who: plugin, what: words.noted, quote: text, depth: 0 },
      ...atOf(at),
    }),
  )
  const noters = new Set(notes.map(({ plugin }) => plugin))
  // What became of a rule that matches is in the notes of its plugin.
  const matched = rules.filter(({ outcome, plugin }) => outcome === 'match' && !noters.has(plugin))
  const lone = matched.map(
    ({ plugin, rule, why }): Step => ({
      ...{ phase: 'done', tone: 'wait', who: plugin, depth: 0 },
      ...{ what: `${rule}: ${words.matches}, ${why}`, quote: words.noNote },
    }),
  )
  const inOrder = [...noted.map(step => [step]), ...effects.map(effect => effectSteps(effect, 0))]
  inOrder.sort(([one], [other]) => (one?.at ?? 0) - (other?.at ?? 0))
  return [...inOrder.flat(), ...lone]
}

function effectSteps({ event, verdict, effects }: Effect, depth: number): readonly Step[] {
  return [
    { phase: 'done', depth, ...atOf(event.received), ...effectTold(event, verdict) },
    ...effects.flatMap(effect => effectSteps(effect, depth + 1)),
  ]
}

function effectTold(
  event: Fields,
  verdict: JsonVerdict,
): Pick<Step, 'tone' | 'who' | 'what'> & { readonly quote?: string } {
  const data = fieldsOf(event.data)
  const who = textOf(data.plugin) ?? textOf(event.source) ?? ''
  const quote = firstText(data.text, data.title, data.answer, data.reason)
  const said = { who, ...(quote !== undefined && { quote }) }
  if (event.type === 'chat.sent') {
    const isSure = data.confirmed !== false
    const what = isSure ? words.said : `${words.said}, ${words.unconfirmed}`
    return { ...said, tone: isSure ? 'good' : 'wait', what }
  }
  if (event.type === 'chat.dropped') {
    const reason = (textOf(data.reason) ?? '').replaceAll('_', ' ')
    return { ...said, tone: 'bad', what: words.notSaid(reason) }
  }
  if (event.type === 'operation.requested') {
    const operation = textOf(data.operation) ?? ''
    return { tone: 'good', who: textOf(data.by) ?? who, what: words.requested(operation) }
  }
  const type = textOf(event.type) ?? ''
  if (verdict.kept) return { ...said, tone: 'good', what: type }
  const dropped = droppedBy(verdict.reason ?? '')
  return { ...said, tone: 'bad', what: `${type}, ${dropped.who} ${words.dropped(dropped.code)}` }
}

function unmovedSteps(explanation: Explanation): readonly Step[] {
  const { rules = [], silent, hearers, verdict, event, not_known: notKnown } = explanation
  const step = { phase: 'unmoved', tone: 'quiet', depth: 0 } as const
  const ruled = rules.filter(({ outcome }) => outcome === 'no match')
  const named = new Set(ruled.map(({ plugin }) => plugin))
  return [
    ...together(ruled).map(
      ({ plugin, names, why }): Step => ({
        ...{ ...step, who: plugin },
        what: `${names.join(', ')}: ${words.noMatch}, ${why}`,
      }),
    ),
    ...silent
      .filter(who => !named.has(who))
      .map((who): Step => ({ ...step, who, what: words.silent })),
    ...(verdict.kept && hearers?.length === 0
      ? [{ ...step, what: event.recovered === true ? words.nobodyLate : words.nobody }]
      : []),
    ...(notKnown === undefined ? [] : [{ ...step, tone: 'wait' as const, what: notKnown }]),
  ]
}

/** Rules of one plugin that failed to match for the same reason. */
function together(rules: readonly Rule[]) {
  const groups = new Map<string, { plugin: string; names: string[]; why: string }>()
  for (const { plugin, rule, why } of rules) {
    const key = JSON.stringify([plugin, why])
    const group = groups.get(key) ?? { plugin, names: [], why }
    group.names.push(rule)
    groups.set(key, group)
  }
  return [...groups.values()]
}

const TONES = { past: 'good', waiting: 'wait', parked: 'bad', not_taken: 'quiet' } as const

function storedSteps(consumers: readonly Consumer[]): readonly Step[] {
  return consumers.map(({ consumer, state, why }) => ({
    ...{ phase: 'stored', tone: TONES[state], who: consumer, depth: 0 },
    ...{ what: words.consumers[state], ...(why !== undefined && { quote: why }) },
  }))
}

function atOf(time: unknown): { readonly at?: number } {
  const at = timeOf(time)
  return at === undefined ? {} : { at }
}

function firstText(...values: readonly unknown[]): string | undefined {
  return values.map(textOf).find(text => text !== undefined && text !== '')
}
