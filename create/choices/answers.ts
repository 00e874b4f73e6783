import { type ModelId, modelOf } from './models.ts'
import { MONGO } from './mongo.ts'
import type { Part, Variable } from './part.ts'
import { type SourceId, sourcesOf } from './sources.ts'

/** What a project is made of. */
export interface Answers {
  readonly sources: readonly SourceId[]
  readonly mongo: boolean
  /** Who writes titles; undefined if nobody does. */
  readonly model: ModelId | undefined
  readonly bot: boolean
  /** What was typed, by variable. */
  readonly values: Readonly<Record<string, string>>
}

/** What is taken where nobody is asked. */
export const READY: Answers = {
  sources: ['streamerbot', 'obs'],
  mongo: false,
  model: undefined,
  bot: false,
  values: {},
}

/** What the chosen plugins are used with, as the config lists them. */
export interface ChosenParts {
  readonly sources: readonly Part[]
  readonly others: readonly Part[]
}

/** The plugins behind the answers. */
export function partsOf({ sources: ids, mongo, model: modelId }: Answers): ChosenParts {
  const model = modelId && modelOf(modelId)
  const chosen = sourcesOf(ids)
  const sources = chosen.map(part => (model ? withTitles(part) : part))
  return {
    sources,
    others: [...(mongo ? [MONGO] : []), ...(model ? [model, titlesBy(model, chosen)] : [])],
  }
}

/** The variables of the chosen plugins, each once. */
export function variablesOf(answers: Answers): readonly Variable[] {
  const { sources, others } = partsOf(answers)
  return [
    ...new Set([...sources, ...others].flatMap(({ needs, wants = [] }) => [...needs, ...wants])),
  ]
}

/** The value a variable begins with; empty if there is none yet. */
export function firstValue({ name, ready = '' }: Variable, { values }: Answers): string {
  return values[name] || ready
}

function withTitles(part: Part): Part {
  return { ...part, options: [...part.options, ...(part.titleOptions ?? [])] }
}

// It needs what its model needs: without one, each title would be the fallback.
function titlesBy(model: Part, sources: readonly Part[]): Part {
  const isTold = sources.some(({ tellsStart }) => tellsStart)
  return {
    id: 'title-generator',
    title: 'titles',
    hint: '',
    factory: 'titleGenerator',
    needs: model.needs,
    options: isTold ? [] : ["on: ['stream.online']"],
  }
}
