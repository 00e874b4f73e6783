import { within } from '../async.ts'
import { watchFiles } from '../config/watch.ts'
import { messageOf } from '../errors.ts'
import type { Log } from '../plugin/context.ts'
import type { Project } from './project.ts'
import type { Reloads } from './reloads.ts'

// On a slow disk the start does not wait for it; saves in between are checked once more.
const WATCH_MS = 2_000

/**
 * Has every save taken over.
 * @returns when every later save is seen: what ends it
 */
export async function watchEdits(
  project: Pick<Project, 'folder' | 'loader'>,
  reloads: Reloads,
  log: Log,
): Promise<() => void> {
  let seen: () => void = () => undefined
  const isSeen = new Promise<void>(resolve => {
    seen = resolve
  })
  const { files } = await project.loader()
  const watching = watchFiles({
    folder: project.folder,
    files,
    // Files saved since the config was read.
    onReady: () => {
      reloads.watched()
      seen()
    },
  }).subscribe({
    next: () => reloads.saved(),
    error: failure => {
      seen()
      log.error(`the config is no longer watched: ${messageOf(failure)}; restart to pick up edits`)
    },
  })
  await within(WATCH_MS, isSeen)
  return () => watching.unsubscribe()
}
