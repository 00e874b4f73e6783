import { basename } from 'node:path'
import { type Context, lockFile } from 'promethean'
import { begunAnew, fileInUse } from './errors.ts'
import type { MomentStore } from './store/store.ts'
import { StoreThread } from './store/thread.ts'

interface OpenSettings {
  /** Its path; the folder is there. */
  readonly file: string
  /** Opens the store: it calls `answerFrom`. */
  readonly module: URL
  /** The plugin's name. */
  readonly plugin: string
  /** What is so when the file was lost, until it is built again. */
  readonly until: string
}

/**
 * Opens a store of moments in a thread of its own. One that was lost is begun anew, and that is said.
 * @throws PluginFailure where another one uses it
 */
export async function openMoments(
  { id, state, defer, log }: Pick<Context, 'id' | 'state' | 'defer' | 'log'>,
  { file, module, plugin, until }: OpenSettings,
): Promise<StoreThread> {
  const unlock = lockFile(`${file}.lock`)
  if (unlock === undefined) throw fileInUse(file, plugin)
  defer(unlock)
  const thread = new StoreThread(module, { file, id })
  defer(() => thread.close())
  const store = thread.as<MomentStore>()
  /** @returns whether it is another file than before */
  const know = async () => {
    const fileId = await store.ask('fileId', [])
    const isAnother = ![undefined, fileId].includes(state.get<string>('file'))
    state.set('file', fileId)
    return isAnother
  }
  const lost = { name: basename(file), id, until }
  let isSaid = false
  thread.whenSetAside(aside => {
    isSaid = true
    log.error(begunAnew(lost, aside))
    know().catch(() => undefined)
  })
  if ((await know()) && !isSaid) log.warn(begunAnew(lost))
  return thread
}
