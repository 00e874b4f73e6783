import { messageOf } from '../errors.ts'
import type { Event } from '../events/event.ts'
import { isToldByRuntime } from '../events/runtime-source.ts'
import type { EventType } from '../events/vocabulary.ts'
import type { Run } from '../instance/run.ts'
import { Answering } from '../plugin/answering.ts'
import type { ConsumeSettings, Look } from '../plugin/context.ts'
import type { Redactor } from '../secrets/redact.ts'

/** What one rule of a use makes of an event. */
export interface RuleLook extends Look {
  readonly plugin: string
}

/** A durable consumer, and what it takes. */
export interface Taker {
  /** Its cursor. */
  readonly consumer: string
  /** Undefined: all. */
  readonly types?: readonly string[] | undefined
  /** Include test events. */
  readonly tests: boolean
}

/** Which uses of a config have to do with an event. */
export interface Concerned {
  /** The plugins whose filters judge it. */
  readonly judges: readonly string[]
  /** The plugins that receive it live if it is kept. */
  readonly hearers: readonly string[]
  readonly rules: readonly RuleLook[]
  /** All of them, also those that take other types. */
  readonly takers: readonly Taker[]
}

/** The consumer a use asks for. */
export function takerOf(
  use: string,
  { name, types, tests = false }: ConsumeSettings<EventType>,
): Taker {
  return { consumer: name === undefined ? use : `${use}/${name}`, types, tests }
}

/** Finds which of these plugins an event concerns. */
export function concernedOf(runs: readonly Run[], event: Event, redactor: Redactor): Concerned {
  const ids = (which: (run: Run) => boolean) => runs.filter(which).map(({ use }) => use.id)
  const isJudged = !isToldByRuntime(event)
  const hearing = runs.filter(run => run.hears(event))
  const settings = runs.flatMap(({ consumers }) => consumers.map(consumer => consumer.settings))
  return {
    judges: ids(({ filters }) => isJudged && filters.some(({ types }) => types.has(event.type))),
    hearers: hearing.map(({ use }) => use.id),
    rules: hearing.flatMap(run => looksOf(run, event, redactor)),
    takers: settings.map(({ name, types, tests }) => ({ consumer: name, types, tests })),
  }
}

function looksOf({ use, explainers }: Run, event: Event, redactor: Redactor): readonly RuleLook[] {
  const shown = (text: unknown) => redactor.text(String(text))
  return explainers
    .filter(({ types }) => types.has(event.type))
    .flatMap(({ look }) => {
      try {
        // Asked as its function was: about a test event a test stream counts.
        return new Answering(event)
          .run(() => look(event))
          .map(({ rule, fits, why }) => ({
            plugin: use.id,
            rule: shown(rule),
            fits: fits === true,
            why: shown(why),
          }))
      } catch (failure) {
        const why = shown(`it failed to explain: ${messageOf(failure)}`)
        return [{ plugin: use.id, rule: 'explain', fits: false, why }]
      }
    })
}
