import { join } from 'node:path'
import {
  type Context,
  type Embeddings,
  type EventHistory,
  Forgetting,
  type ManyPort,
  makeFolder,
  moduleBeside,
  type Port,
} from 'promethean'
import { EmbeddingLoop } from '../formats/moments/embedding-loop.ts'
import { forgetExpired, forgetIn } from '../formats/moments/forgotten.ts'
import { Models } from '../formats/moments/models.ts'
import { openMoments } from '../formats/moments/open.ts'
import { saidIn, TYPES } from '../formats/moments/said-in.ts'
import { Copies } from './copies.ts'
import { Delivery } from './delivery.ts'
import { type DriverClass, loadDriver } from './driver.ts'
import { unreached } from './errors.ts'
import type { ChromaOptions } from './options.ts'
import { ChromaServer, type FoundCollection } from './server.ts'
import type { Store } from './store/store.ts'

interface ChromaNeeds {
  readonly [name: string]: Port<EventHistory> | ManyPort<Embeddings>
  readonly embeddings: ManyPort<Embeddings>
  readonly history: Port<EventHistory>
}

/** Notes what is said in a file, and brings it from there into the server for as long as it takes. */
export async function begin(context: Context<ChromaOptions, ChromaNeeds>): Promise<void> {
  const { id, folder, options, ports, provide, consume, signal, defer, troubled, log } = context
  const driver = await loadDriver()
  const server = new ChromaServer(driver, options)
  makeFolder(folder, 'what waits for Chroma', 'allow writing there')
  const thread = await openMoments(context, {
    file: join(folder, `${id}.db`),
    module: moduleBeside(import.meta.url, 'store/worker'),
    plugin: 'chroma',
    until: 'what was said before is missing from Chroma',
  })
  const store = thread.as<Store>()
  const files = await knownFiles(context, () => store.ask('fileId', []))
  const models = new Models({ store, providers: ports.embeddings, wanted: options.model })
  const copies = new Copies(context.state, options)
  if (copies.hasMoved) await store.ask('moveAway', [])
  copies.settle()
  const { collection } = options
  const delivery = new Delivery({
    ...{ store, server, collection, files: files.all, copies, signal, log },
  })
  const loop = new EmbeddingLoop({
    ...{ store, models, wanted: options.model, signal, troubled },
    ...{ place: 'Chroma', noModelMeans: 'cannot embed what was said' },
    prepare: () => delivery.tidy(),
    prepareModel: model => delivery.prepare(model),
    keep: (model, read) => delivery.keep(model, read),
    keepOnly: model => delivery.keepOnly(model),
  })
  thread.whenSetAside(() => {
    files.look().catch(() => undefined)
    void delivery.beginAnew()
    models.distrust()
    loop.wake()
  })
  provide(Forgetting, {
    place: `Chroma at ${server.address}`,
    holds: 'index',
    forget: async (request, deadline) => {
      // What an earlier one could not delete is still to be deleted: asked again, there is something to do.
      if (request.dry) return { removed: (await store.ask('gone', [])).length, cleaned: 0 }
      const ending = AbortSignal.any([signal, deadline])
      const forgotten = await forgetIn(store, request)
      await delivery.tidy(ending)
      loop.wake()
      const present = (await store.ask('collections', [])).map(({ uid }) => uid)
      // The server of an earlier url may be this one under another name.
      const isLeft = ({ id, owner = '' }: FoundCollection) =>
        !present.includes(id) && files.all().includes(owner)
      const parts = { driver, options, copies, isLeft }
      return { ...forgotten, unreached: await unreachedCopies(parts, ending) }
    },
  })
  consume({ from: 'beginning', types: TYPES, tests: options.tests }, async events => {
    await store.ask('take', [events.map(saidIn)])
    loop.wake()
  })
  const expired = { store, history: ports.history, signal, whenGone: () => loop.wake() }
  const work = Promise.all([loop.run(), forgetExpired(expired)])
  defer(async () => void (await work))
}

interface CopiesParts {
  readonly driver: DriverClass
  readonly options: ChromaOptions
  readonly copies: Copies
  /** Whether a collection is still what an earlier config wrote. */
  isLeft(found: FoundCollection): boolean
}

/** The collections at places of earlier configs, as they are named; those that no longer exist are taken off the list. */
async function unreachedCopies(
  { driver, options, copies, isLeft }: CopiesParts,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { origin } = new URL(options.url)
  const found = copies.elsewhere.map(async copy => {
    // Another server must not get the token of this one.
    const token = copy.url === origin ? options.token : undefined
    const server = new ChromaServer(driver, { ...copy, token })
    const isGone = await server.find(copy.name, signal).then(
      one => one === undefined || !isLeft(one),
      () => false,
    )
    if (!isGone) return [unreached(copy, server.address)]
    copies.remove(copy)
    return []
  })
  return (await Promise.all(found)).flat()
}

const MOST_FILES = 20

/** The ids of all files that this use ever had, the present one first. */
async function knownFiles({ state }: Pick<Context, 'state'>, present: () => Promise<string>) {
  const all = (): readonly string[] => state.get<readonly string[]>('files') ?? []
  const look = async () => {
    const now = await present()
    state.set('files', [now, ...all().filter(one => one !== now)].slice(0, MOST_FILES))
  }
  await look()
  return { all, look }
}
