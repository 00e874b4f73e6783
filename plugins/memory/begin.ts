import { join } from 'node:path'
import {
  type Context,
  type Embeddings,
  type EventHistory,
  Forgetting,
  type ManyPort,
  MemoryIndex,
  makeFolder,
  moduleBeside,
  type Port,
} from 'promethean'
import { EmbeddingLoop } from '../formats/moments/embedding-loop.ts'
import { forgetExpired, forgetIn } from '../formats/moments/forgotten.ts'
import { Models } from '../formats/moments/models.ts'
import { openMoments } from '../formats/moments/open.ts'
import { saidIn, TYPES } from '../formats/moments/said-in.ts'
import { VectorIndex } from './memory-index.ts'
import type { Store } from './store/store.ts'

/** The index, in the folder of the runtime's files. */
export const FILE = 'memory.db'

// In a busy chat each line would be a write of its own, and a question would wait for them.
const BATCH = { every: '100ms' }

export interface MemoryOptions {
  readonly model?: string | undefined
  readonly tests: boolean
}

interface MemoryNeeds {
  readonly [name: string]: Port<EventHistory> | ManyPort<Embeddings>
  readonly embeddings: ManyPort<Embeddings>
  readonly history: Port<EventHistory>
}

/** Opens the index, reads what is said into it, and answers questions. */
export async function begin(context: Context<MemoryOptions, MemoryNeeds>): Promise<void> {
  const { folder, options, ports, provide, consume, signal, defer, troubled } = context
  makeFolder(folder, 'the index of memory', 'allow writing there')
  const thread = await openMoments(context, {
    file: join(folder, FILE),
    module: moduleBeside(import.meta.url, 'store/worker'),
    plugin: 'memory',
    until: 'what was said before is found by words only',
  })
  const store = thread.as<Store>()
  const models = new Models({ store, providers: ports.embeddings, wanted: options.model })
  const parts = { store, models, wanted: options.model, signal }
  const loop = new EmbeddingLoop({
    ...{ ...parts, troubled, place: 'vectors', noModelMeans: 'cannot search by meaning' },
    keep: (model, read) => store.ask('keep', [model.id, read]),
    keepOnly: model => store.ask('keepOnly', [model.id]),
  })
  thread.whenSetAside(() => {
    // The new file knows no model yet.
    models.distrust()
    loop.wake()
  })
  provide(MemoryIndex, new VectorIndex(parts))
  provide(Forgetting, {
    place: 'the index of memory',
    holds: 'index',
    forget: async request => {
      const forgotten = await forgetIn(store, request)
      loop.wake()
      return forgotten
    },
  })
  consume({ from: 'beginning', types: TYPES, tests: options.tests, batch: BATCH }, async events => {
    await store.ask('take', [events.map(saidIn)])
    loop.wake()
  })
  const work = Promise.all([loop.run(), forgetExpired({ store, history: ports.history, signal })])
  defer(async () => void (await work))
}
