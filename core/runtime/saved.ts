import { within } from '../async.ts'
import { messageOf } from '../errors.ts'

/** Whether it survives a restart, and if not, why. The request takes effect at once in any case. */
export type Saved = { readonly saved: true } | { readonly saved: false; readonly reason: string }

// A mute must be answered without waiting for the disk.
const SAVE_MS = 2_000
const SAVED: Saved = { saved: true }
const TAKES_LONG: Saved = { saved: false, reason: 'writing the journal takes long' }

/** How a save went, or that it takes long. */
export async function savedSoon(saving: Promise<void>): Promise<Saved> {
  try {
    const isSaved = saving.then(() => SAVED)
    return (await within(SAVE_MS, isSaved)) ?? TAKES_LONG
  } catch (failure) {
    return { saved: false, reason: messageOf(failure) }
  }
}
