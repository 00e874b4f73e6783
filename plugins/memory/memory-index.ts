import {
  embeddableTexts,
  inChannel,
  inTime,
  type MemoryIndex,
  type MemoryRange,
  type NearPassages,
} from 'promethean'
import { noModel } from '../formats/moments/errors.ts'
import { type IndexedModel, type Models, OtherModel } from '../formats/moments/models.ts'
import type { Scope } from '../formats/moments/store/said.ts'
import type { Asking } from '../formats/moments/store/thread.ts'
import { changingModel, lateQuestion } from './errors.ts'
import type { NearRow } from './store/nearest.ts'
import type { Store } from './store/store.ts'

// As long as a line of chat.
const LONGEST_QUESTION = 500
// Whoever asks can be answered by words instead.
const QUESTION_MS = 10_000

interface Parts {
  readonly store: Asking<Store>
  readonly models: Models
  readonly wanted: string | undefined
  readonly signal: AbortSignal
}

type StoredScope = Scope & { readonly id: number }

/** Finds passages by what they mean. */
export class VectorIndex implements MemoryIndex {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  nearest(text: string, range: MemoryRange, signal?: AbortSignal): Promise<NearPassages> {
    const [question = ''] = embeddableTexts([text], LONGEST_QUESTION)
    const signals = [signal, this.#parts.signal]
    const late = () => lateQuestion(QUESTION_MS)
    return inTime({ ms: QUESTION_MS, late, signals }, async ending => {
      try {
        return await this.#nearest(question, range, ending)
      } catch (failure) {
        if (!(failure instanceof OtherModel)) throw failure
        this.#parts.models.distrust()
        throw changingModel()
      }
    })
  }

  async #nearest(question: string, range: MemoryRange, signal: AbortSignal): Promise<NearPassages> {
    const { store, models, wanted } = this.#parts
    const chosen = await models.chosen(signal)
    if (chosen === undefined) throw noModel(wanted)
    const until = await this.#completeUntil(chosen)
    // While the vectors of a new model are made, those of the one before answer, if it can still read a question.
    const before = until === undefined ? undefined : await models.other(chosen, signal)
    const untilBefore = before && (await this.#completeUntil(before))
    const isBetter = before !== undefined && (untilBefore ?? Infinity) > (until ?? Infinity)
    const model = isBetter ? before : chosen
    const completeUntil = isBetter ? untilBefore : until
    const { vectors } = await model.embed([question], 'query', signal)
    const [vector] = vectors
    if (vector === undefined) throw changingModel()
    const all: readonly StoredScope[] = await store.ask('scopes', [])
    const scopes = new Map(all.filter(isIn(range)).map(one => [one.id, one]))
    const asked = {
      ...{ model: model.id, vector, limit: range.limit, scopes: [...scopes.keys()] },
      since: range.since?.getTime() ?? 0,
      until: range.until?.getTime() ?? Number.MAX_SAFE_INTEGER,
    }
    const rows = await store.ask('nearest', [asked], signal)
    return {
      passages: rows.flatMap(row => passageOf(row, scopes.get(row.scope))),
      model: model.name,
      ...(completeUntil !== undefined &&
        completeUntil <= asked.until && { completeUntil: new Date(completeUntil) }),
    }
  }

  #completeUntil(model: IndexedModel): Promise<number | undefined> {
    return this.#parts.store.ask('completeUntil', [model.id, Date.now()])
  }
}

function isIn(range: MemoryRange): (scope: Scope) => boolean {
  const { in: places = ['chat'], tests = false, platform, session, channel } = range
  const isThere = inChannel(channel)
  return scope =>
    places.includes(scope.place) &&
    (tests || scope.test !== true) &&
    (platform === undefined || scope.platform === platform) &&
    (session === undefined || scope.session === session) &&
    isThere({ ...(scope.channel !== undefined && { channel: scope.channel }) })
}

function passageOf(
  { ids, begin, end, similarity }: NearRow,
  scope: Scope | undefined,
): NearPassages['passages'] {
  // A moment is in the place of its lines, but may have been begun in another scope than they.
  if (scope === undefined) return []
  const { place, platform, channel, session } = scope
  return [
    {
      ...{ place, ids, begin: new Date(begin), end: new Date(end), similarity },
      ...(platform !== undefined && { platform }),
      ...(channel !== undefined && { channel }),
      ...(session !== undefined && { session }),
    },
  ]
}
