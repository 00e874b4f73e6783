import type { Event } from '../events/event.ts'
import type { Unfinished } from '../instance/lingering.ts'
import type { Upgrading } from '../journal/sqlite/database/upgrade.ts'
import type { LogLine } from '../log.ts'
import type { RefusedEdit, RunStatus } from '../operations/live/run-status.ts'
import type { Operations } from '../operations/operations-of.ts'
import type { Log } from '../plugin/context.ts'
import type { RuntimeStatus } from '../runtime/status.ts'
import type { CapturedEffect } from './dry-gate.ts'
import type { ReloadReport } from './reloads.ts'

/**
 * What to run, and the callbacks of the program. An error thrown in a callback is an uncaught exception of the program and
 * does not affect the runtime.
 */
export interface RunSettings {
  /** The config file; default: `promethean.config.ts` in the working directory or a parent folder. */
  readonly config?: string | undefined
  /** Dry run: effects are passed to `onEffect` and not done. Default: false. */
  readonly dry?: boolean
  /** Stops the runtime when it aborts, also during the start. */
  readonly signal?: AbortSignal
  /** The journal of an older Promethean is being copied and updated; no plugin has started. */
  onUpgrading?(upgrading: Upgrading): void
  /** The config has no problems, and its plugins are about to start. */
  onStarting?(running: Running): void
  /** An event that no filter dropped. */
  onEvent?(event: Event): void
  /** A log line, of any level. */
  onLog?(line: LogLine): void
  /** With `dry`: an effect that was not done. */
  onEffect?(effect: CapturedEffect): void
  /** A restarted plugin switched to its new connection. */
  onHandedOver?(plugin: string): void
  /** An edit was applied. */
  onReloaded?(report: ReloadReport): void
  /**
   * An edit was refused; the previous config keeps running. With `willRetry`, as on a full disk, it is retried
   * automatically.
   */
  onRefused?(refused: Omit<RefusedEdit, 'at'>, willRetry: boolean): void
  /** What a plugin still has to finish after it ended; `stop` waits for it. */
  onLingering?(unfinished: Unfinished): void
  /** The last status. Also called if the start failed after plugins had started. */
  onStopped?(last: RuntimeStatus): void
  /** A message: something could not be stopped in time, or the log file cannot be written. */
  onTrouble?(sentence: string): void
}

/** A running config. */
export interface Running {
  /** Absolute path of the config, without symbolic links in its folder. */
  readonly file: string
  /** The ids of the running plugins. */
  readonly plugins: readonly string[]
  /** Writes into its log, as `promethean`. */
  readonly log: Log
  status(): Promise<RunStatus>
  /** The commands as functions: `running.operations.mute({ plugin: 'chat-bot' })`. A refusal is returned, not thrown. */
  readonly operations: Operations
  /**
   * Handles an uncaught error: if a plugin caused it, that plugin is restarted and everything else keeps running. The error
   * is logged in any case.
   * @returns whether a plugin caused it
   */
  blame(thrown: unknown): boolean
  /**
   * Finishes work in progress, commits it and releases everything, within five seconds; up to five more if a plugin still
   * has to finish something. A second call gives the same result.
   * @returns the last status
   * @throws PrometheanError if the last status is unknown; the journal is safe
   */
  stop(): Promise<RuntimeStatus>
}
