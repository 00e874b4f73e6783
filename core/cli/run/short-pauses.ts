import { setFlagsFromString } from 'node:v8'

/**
 * Keeps V8's young generation at the one megabyte it begins with, for the life of this process.
 * V8 lets it grow to 16 MB under load, and collecting that stops all reactions for 5 to 10 ms;
 * a megabyte takes about half a millisecond. To be called before much is loaded: it does not shrink again.
 */
export function keepPausesShort(): void {
  const stopGrowing = () => setFlagsFromString('--semi-space-growth-factor=1')
  stopGrowing()
  // Making the heap of a new thread sets the factor back (V8's Heap::ConfigureHeap).
  process.on('worker', worker => worker.once('online', stopGrowing))
}
