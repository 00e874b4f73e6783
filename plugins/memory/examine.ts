import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  Embeddings,
  type ExamineContext,
  type Finding,
  findingOf,
  type PluginUse,
} from 'promethean'
import { noModel } from '../formats/moments/errors.ts'
import { failureOf, isDamage } from '../formats/moments/store/failures.ts'
import { FILE, type MemoryOptions } from './begin.ts'
import { openStore, type Store } from './store/store.ts'

/** Looks whether something embeds, and what is in the index. */
export async function examine({
  folder,
  uses,
}: ExamineContext<MemoryOptions>): Promise<readonly Finding[]> {
  const model = uses.some(mayEmbed) ? [] : [findingOf(noModel(undefined))]
  return [...model, ...indexIn(join(folder, FILE))]
}

// Whether one whose ports depend on its options provides it, it says itself.
function mayEmbed({ plugin: { provides = [] } }: Pick<PluginUse, 'plugin'>): boolean {
  return typeof provides === 'function' || provides.some(({ name }) => name === Embeddings.name)
}

function indexIn(file: string): readonly Finding[] {
  if (!existsSync(file))
    return [{ ok: true, what: 'there is no index yet; the first start creates it' }]
  try {
    const store = openStore(file, { readOnly: true })
    try {
      return found(store)
    } finally {
      store.close()
    }
  } catch (failure) {
    if (!isDamage(failure)) return [findingOf(failureOf(failure, { file, id: 'memory' }))]
    return [
      {
        ok: false,
        what: `the index ${file} is damaged`,
        advice:
          'it is set aside at the next start; then run promethean rewind memory --beginning to build it again',
      },
    ]
  }
}

function found(store: Store): readonly Finding[] {
  const passages = store.passages()
  const [model] = store.models()
  const what = `the index has ${passages} ${passages === 1 ? 'passage' : 'passages'}`
  if (model === undefined) return [{ ok: true, what: `${what}, none with a vector yet` }]
  const left = store.left(model.id, Date.now())
  const refused = store.refused(model.id)
  const waiting = left === 0 ? 'all have a vector' : waitingFor(left)
  const ok = refused === 0
  const taken = ok ? '' : `, it refuses ${refused}`
  return [
    {
      ok,
      what: `${what}; of ${model.name} (${model.dimensions} dimensions) ${waiting}${taken}`,
      ...(!ok && { advice: 'those are found by words only, or use another model' }),
    },
  ]
}

function waitingFor(left: number): string {
  return left === 1 ? '1 waits for its vector' : `${left} wait for their vectors`
}
