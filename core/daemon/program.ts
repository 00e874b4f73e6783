import type { RunSettings } from './running.ts'

/** The callbacks of the program that runs an instance. */
export type Program = Required<Omit<RunSettings, 'config' | 'dry' | 'signal'>>

/** Calls a program's callbacks; an error in them is the program's own uncaught exception. */
export function programOf(wanted: RunSettings): Program {
  return {
    onUpgrading: upgrading => call(() => wanted.onUpgrading?.(upgrading)),
    onStarting: running => call(() => wanted.onStarting?.(running)),
    onEvent: event => call(() => wanted.onEvent?.(event)),
    onLog: line => call(() => wanted.onLog?.(line)),
    onEffect: effect => call(() => wanted.onEffect?.(effect)),
    onHandedOver: plugin => call(() => wanted.onHandedOver?.(plugin)),
    onReloaded: report => call(() => wanted.onReloaded?.(report)),
    onRefused: (...refused) => call(() => wanted.onRefused?.(...refused)),
    onLingering: unfinished => call(() => wanted.onLingering?.(unfinished)),
    onStopped: last => call(() => wanted.onStopped?.(last)),
    onTrouble: sentence => call(() => wanted.onTrouble?.(sentence)),
  }
}

function call(work: () => void): void {
  try {
    work()
  } catch (thrown) {
    queueMicrotask(() => {
      throw thrown
    })
  }
}
