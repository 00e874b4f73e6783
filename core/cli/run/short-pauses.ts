import { existsSync, readdirSync } from 'node:fs'
import { setPriority } from 'node:os'
import { setFlagsFromString } from 'node:v8'

// With this niceness a thread gets a third of a core that the main thread also wants, and all of one that nobody wants.
const GIVES_WAY = 5

/**
 * Keeps reactions from waiting for other work of this process, for its whole life. To be called before much is loaded.
 * - V8's young generation stays at the one megabyte it begins with: it grows to 16 MB under load, and collecting that
 *   stops the main thread for 5 to 10 ms; a megabyte takes about half a millisecond.
 * - V8 compiles hot functions one at a time: four at once, for 10 to 40 ms each, leave no core for the main thread.
 * - Where threads have a priority of their own (Linux), all others give way to the main thread.
 */
export function keepPausesShort(): void {
  setFlagsFromString('--concurrent-turbofan-max-threads=1')
  const keep = () => {
    setFlagsFromString('--semi-space-growth-factor=1')
    if (process.platform === 'linux') letOthersGiveWay()
  }
  keep()
  // Making the heap of a new thread sets the factor back (V8's Heap::ConfigureHeap).
  process.on('worker', worker => worker.once('online', keep))
}

function letOthersGiveWay(): void {
  const folder = '/proc/self/task'
  // A container may have no /proc.
  if (!existsSync(folder)) return
  for (const thread of readdirSync(folder).map(Number)) {
    if (thread === process.pid) continue
    try {
      // On Linux, setpriority(2) takes a thread's id as well.
      setPriority(thread, GIVES_WAY)
    } catch {
      // It has ended, or is not to be changed here: it runs as before.
    }
  }
}
