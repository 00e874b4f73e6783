import { dirname, posix, relative, win32 } from 'node:path'
import { type ChokidarOptions, type FSWatcher, watch } from 'chokidar'
import { buffer, debounceTime, filter, map, Observable, share } from 'rxjs'

/** How file paths are compared: ignoring case if the file system does. */
export interface FileSystem {
  readonly relative: (from: string, to: string) => string
  readonly ignoresCase: boolean
}

const HERE: FileSystem = {
  relative,
  ignoresCase: process.platform === 'win32' || process.platform === 'darwin',
}

export interface WatchSettings {
  /** The config's, absolute and real. */
  readonly folder: string
  /** What counts, absolute and in real folders, symbolic links as such; a newer list replaces the one before. */
  readonly files: Observable<readonly string[]>
  /** How long changes must pause; default 60 ms, the time editors need for one save. */
  readonly pauseMs?: number
  /** Called when every folder is being watched, and again if a newer list added folders. */
  readonly onReady?: () => void
}

/**
 * Emits the changed files of a config, each time changes pause. Watches folders, not files: editors replace files, and a
 * missing file may appear. Folders that lead to none of the files are not entered.
 */
export function watchFiles(settings: WatchSettings): Observable<readonly string[]> {
  const touched = touchedFiles(settings).pipe(share())
  return touched.pipe(
    buffer(touched.pipe(debounceTime(settings.pauseMs ?? 60))),
    map(files => [...new Set(files)]),
    filter(files => files.length > 0),
  )
}

function touchedFiles({ folder, files, onReady }: WatchSettings): Observable<string> {
  return new Observable<string>(subscriber => {
    let wanted = interest([])
    const known = new Set<string>()
    const watchers: FSWatcher[] = []
    const options: ChokidarOptions = {
      ignored: (path, stats) =>
        isOurs(path) || (stats?.isDirectory() === true && !wanted.leadsTo(path)),
      ignoreInitial: true,
      // A symbolic link is watched itself, because it may be pointed elsewhere; its target is in the list as well.
      followSymlinks: false,
    }
    const lists = files.subscribe(list => {
      wanted = interest([...list, folder])
      const fresh = [folder, ...list.map(file => dirname(file))].filter(one => !known.has(one))
      if (fresh.length === 0) return
      for (const one of fresh) known.add(one)
      // A watcher of its own for later folders: each reports only once that it is ready.
      const watcher = watch(fresh, options)
      watchers.push(watcher)
      watcher.on('all', (_, path) => {
        if (wanted.has(path)) subscriber.next(path)
      })
      watcher.on('error', error => subscriber.error(error))
      if (onReady) watcher.on('ready', onReady)
    })
    return () => {
      lists.unsubscribe()
      for (const watcher of watchers) watcher.close().catch(() => undefined)
    }
  })
}

function isOurs(path: string): boolean {
  return /[\\/](node_modules|\.promethean|\.git)$/.test(path)
}

/** Which paths are of a list of files, or folders on the way to one. */
export function interest(files: readonly string[], { relative, ignoresCase }: FileSystem = HERE) {
  const same = (path: string) => {
    const text = path.normalize('NFC').replace(/(?<=[^:\\/])[\\/]+$/, '')
    return ignoresCase ? text.toLowerCase() : text
  }
  const exact = new Set(files.map(same))
  return {
    has: (path: string) => exact.has(same(path)),
    leadsTo: (folder: string) => [...exact].some(file => isBelow(relative(same(folder), file))),
  }
}

function isBelow(path: string): boolean {
  return !/^\.\.([\\/]|$)/.test(path) && !posix.isAbsolute(path) && !win32.isAbsolute(path)
}
