import { join } from 'node:path'
import {
  type Context,
  type Embeddings,
  type EventHistory,
  type ForgetRequest,
  Forgetting,
  lockFile,
  type ManyPort,
  MemoryIndex,
  makeFolder,
  type Port,
} from 'promethean'
import { EmbeddingLoop } from './embedding-loop.ts'
import { begunAnew, fileInUse } from './errors.ts'
import { forgetExpired } from './expired.ts'
import { VectorIndex } from './memory-index.ts'
import { Models } from './models.ts'
import { saidIn, TYPES } from './said-in.ts'
import { StoreThread } from './store/thread.ts'

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
  const { options, ports, provide, consume, signal, defer, troubled } = context
  const store = await open(context)
  const models = new Models({ store, providers: ports.embeddings, wanted: options.model })
  const parts = { store, models, wanted: options.model, signal }
  const loop = new EmbeddingLoop({ ...parts, troubled })
  store.whenSetAside(() => {
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

async function forgetIn(store: StoreThread, { dry, ids }: ForgetRequest) {
  let removed = 0
  let cleaned = 0
  // Which passages are theirs is known by their events, which a dry run does not forget.
  if (dry) return { removed, cleaned }
  for await (const events of ids()) {
    const gone = await store.ask('forgetEvents', [events])
    removed += gone.removed
    cleaned += gone.cleaned
  }
  await store.ask('tidyForgotten', [])
  return { removed, cleaned }
}

async function open({
  folder,
  state,
  defer,
  log,
}: Pick<Context, 'folder' | 'state' | 'defer' | 'log'>): Promise<StoreThread> {
  makeFolder(folder, 'the index of memory', 'allow writing there')
  const file = join(folder, FILE)
  const unlock = lockFile(`${file}.lock`)
  if (unlock === undefined) throw fileInUse(file)
  defer(unlock)
  const store = new StoreThread({ file })
  defer(() => store.close())
  /** @returns whether it is another file than before */
  const know = async () => {
    const id = await store.ask('fileId', [])
    const isAnother = ![undefined, id].includes(state.get<string>('file'))
    state.set('file', id)
    return isAnother
  }
  let isSaid = false
  store.whenSetAside(aside => {
    isSaid = true
    log.error(begunAnew(aside))
    know().catch(() => undefined)
  })
  if ((await know()) && !isSaid) log.warn(begunAnew())
  return store
}
