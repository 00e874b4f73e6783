import { on } from 'node:events'
import { Worker } from 'node:worker_threads'
import { messageOf, PrometheanError } from '../../errors.ts'
import { moduleBeside } from '../../own-module.ts'
import { failureOf, type Refusal } from '../answer.ts'
import type { Asked } from '../operation.ts'
import type { ReplayLine } from './lines.ts'
import type { Wanted } from './span.ts'

/** What a replay works on. */
export interface ReplayWork {
  /** The config's module, which this process has checked. */
  readonly url: string
  /** The config's. */
  readonly folder: string
  readonly journal: { readonly file: string; readonly isOpen: boolean }
  readonly wanted: Wanted & { readonly diff: boolean }
}

/** What the thread tells; it goes on with the word for more. */
export type ThreadTold =
  /** One line, as JSON. */
  | { readonly line: string }
  /** How far it is, 0 to 1. */
  | { readonly share: number }
  | { readonly refusal: Refusal }
  | 'done'

export const MORE = 'more'

/**
 * A replay in a thread of its own: it sets the clock and the timers of everything around it to the past. It is as fast as
 * its reader, and ends with the reader or the signal.
 * @throws PrometheanError if it is refused or broke off, the signal's reason
 */
export async function* inThread(
  work: ReplayWork,
  { signal, onProgress = () => undefined }: Pick<Asked, 'signal' | 'onProgress'>,
): AsyncGenerator<ReplayLine> {
  signal.throwIfAborted()
  const worker = new Worker(moduleBeside(import.meta.url, 'worker'), {
    workerData: work,
    name: 'replay',
  })
  // One that comes while nobody reads would end the process.
  worker.on('error', () => undefined)
  const end = () => void worker.terminate()
  signal.addEventListener('abort', end)
  try {
    for await (const told of toldBy(worker, signal)) {
      if (told === 'done') return
      if ('refusal' in told) throw failureOf(told.refusal)
      if ('share' in told) onProgress('replaying', told.share)
      else yield JSON.parse(told.line)
      worker.postMessage(MORE)
    }
    throw brokenOff('its thread ended')
  } finally {
    signal.removeEventListener('abort', end)
    await worker.terminate()
  }
}

async function* toldBy(worker: Worker, signal: AbortSignal): AsyncGenerator<ThreadTold> {
  try {
    for await (const [told] of on(worker, 'message', { close: ['exit'] })) yield told
  } catch (failure) {
    signal.throwIfAborted()
    throw brokenOff(messageOf(failure))
  }
  signal.throwIfAborted()
}

function brokenOff(why: string): PrometheanError {
  return new PrometheanError('runtime', {
    what: 'the replay broke off',
    why,
    advice: 'find the plugin that did it by leaving plugins out of the config',
  })
}
