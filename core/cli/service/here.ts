import { launchd } from './launchd.ts'
import type { ServiceSystem } from './system.ts'
import { systemd } from './systemd.ts'
import { taskScheduler } from './task-scheduler.ts'

/** What `promethean service` was called with. */
export interface ServiceSettings {
  readonly config: string | undefined
  readonly json: boolean
  /** Only print the file. */
  readonly dry: boolean
}

/** What keeps programs running on this computer. */
export function systemHere(platform: string = process.platform): ServiceSystem {
  if (platform === 'win32') return taskScheduler
  return platform === 'darwin' ? launchd : systemd
}
