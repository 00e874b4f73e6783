import type { Event } from '../events/event.ts'
import type { Unfinished } from '../instance/lingering.ts'
import type { LogLine } from '../log.ts'
import type { RefusedEdit, RunStatus } from '../operations/live/run-status.ts'
import type { Operations } from '../operations/operations-of.ts'
import type { Log } from '../plugin/context.ts'
import type { RuntimeStatus } from '../runtime/status.ts'
import type { CapturedEffect } from './dry-gate.ts'
import type { ReloadReport } from './reloads.ts'

/**
 * What is to be run, and what the program wants to be told of it. What one of its functions throws is the program's own
 * uncaught exception and touches nothing that runs.
 */
export interface RunSettings {
  /** The config's file; left out: `promethean.config.ts` in the working directory or a folder above. */
  readonly config?: string | undefined
  /** What would be said or done outside is only told, to `onEffect`. Default: false. */
  readonly dry?: boolean
  /** Stops it when it aborts, also while it still starts. */
  readonly signal?: AbortSignal
  /** The config has no problem and its plugins start now. */
  onStarting?(running: Running): void
  /** An event that no filter dropped. */
  onEvent?(event: Event): void
  /** A line of the log, of any level. */
  onLog?(line: LogLine): void
  /** With `dry`: what was not done. */
  onEffect?(effect: CapturedEffect): void
  /** A plugin that was replaced speaks through its new connection now. */
  onHandedOver?(plugin: string): void
  /** An edit was taken over. */
  onReloaded?(report: ReloadReport): void
  /** An edit was not taken over: the previous config keeps running. With `willRetry`, as on a full disk, it is tried again by itself. */
  onRefused?(refused: Omit<RefusedEdit, 'at'>, willRetry: boolean): void
  /** What a plugin still finishes after its end; `stop` waits for it. */
  onLingering?(unfinished: Unfinished): void
  /** The last status. Also where a start failed after plugins had begun. */
  onStopped?(last: RuntimeStatus): void
  /** That something could not be ended in time, or no log file be written: a sentence. */
  onTrouble?(sentence: string): void
}

/** A config that runs. */
export interface Running {
  /** The config's, absolute, in its real folder. */
  readonly file: string
  /** The ids of its uses, those of the last edit that was taken over. */
  readonly plugins: readonly string[]
  /** Writes into its log, as `promethean`. */
  readonly log: Log
  status(): Promise<RunStatus>
  /** What the commands do, as functions: `running.operations.mute({ plugin: 'chat-bot' })`. A refusal is a value. */
  readonly operations: Operations
  /**
   * Something was thrown that nobody caught: where it is a plugin's, that plugin is restarted and the rest runs. It is
   * written into the log in any case.
   * @returns whether it was a plugin's
   */
  blame(thrown: unknown): boolean
  /**
   * Finishes what was begun, commits everything and gives all back, in five seconds at most, plus as long for what a plugin
   * still sees through. A second call gives the same.
   * @returns the last status
   * @throws PrometheanError where that is not known; what is in the journal is safe
   */
  stop(): Promise<RuntimeStatus>
}
