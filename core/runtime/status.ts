import type { Counts } from '../bus/tally.ts'
import { messageOf } from '../errors.ts'
import type { UseStatus } from '../instance/status.ts'
import type { DecidedApproval } from '../ports/approvals/decided-approvals.ts'
import type { WaitingApproval } from '../ports/approvals/waiting-approval.ts'
import type { HeldWhileMuted, Muted } from '../ports/mutes.ts'
import type { Assembly } from './assembly.ts'
import { canAct } from './can-act.ts'
import type { ConsumerStatus } from './consumers.ts'
import type { JournalStatus } from './journal-status.ts'

/** A plugin, as the status shows it. */
export interface PluginStatus extends UseStatus {
  /** It may change something outside, which a mute holds back; absent if it has no way to. */
  readonly acts?: true
}

/** The status of a running instance: `promethean status`. */
export interface RuntimeStatus extends Counts {
  readonly plugins: readonly PluginStatus[]
  /** What plugins did not do although an event asked for it, and effects that were held back; by `<plugin id>/<code>`. */
  readonly heldBack: Readonly<Record<string, number>>
  /** Events that were delivered but not stored, because the disk is full. */
  readonly unjournaled: number
  /** Absent while it cannot be measured. */
  readonly journal?: JournalStatus
  readonly consumers: Readonly<Record<string, ConsumerStatus>>
  readonly session?: string
  /** Absent while no stream is live. */
  readonly liveSince?: Date
  /** The scene on air; absent while no plugin has told one. */
  readonly scene?: string
  /** The config has what searches by meaning; absent otherwise. */
  readonly byMeaning?: true
  /** What is pending approval, oldest first. */
  readonly waiting: readonly WaitingApproval[]
  /** What became of the latest, oldest first; absent before the first. */
  readonly decided?: readonly DecidedApproval[]
  /** Absent if nothing is muted. */
  readonly muted?: Muted
  /** What was held back since the last mute began, at most 50, oldest first; absent if nothing was. */
  readonly heldWhileMuted?: readonly HeldWhileMuted[]
}

export async function runtimeStatus(made: Assembly): Promise<RuntimeStatus> {
  const { running, troubles, sessions, outgoing, recording, consumers, notes } = made
  const session = sessions.session()
  const liveSince = sessions.startedAt()
  const scene = made.streamState.scene()
  const journal = running.config && (await made.journalWatch.status(running.config.journal))
  const reason = recording.trouble && messageOf(recording.trouble)
  const acting = new Set(running.config?.uses.filter(canAct).map(({ id }) => id))
  const { muted, held } = outgoing.effects.mutes
  const shown = (text: string) => made.redactor.text(text)
  return {
    plugins: running.statuses().map(status => ({
      ...troubles.shownIn(status),
      ...(acting.has(status.id) && { acts: true }),
    })),
    ...made.bus.counts(),
    heldBack: notes.heldBack.all,
    unjournaled: recording.unjournaled,
    ...(journal !== undefined && {
      journal: { ...journal, ...(reason !== undefined && { reason: shown(reason) }) },
    }),
    consumers: await consumers.status(),
    ...(session !== undefined && { session }),
    ...(liveSince !== undefined && { liveSince }),
    ...(scene !== undefined && { scene }),
    ...(made.memory.hasMeaning && { byMeaning: true }),
    ...(muted !== undefined && { muted }),
    ...(held.length > 0 && {
      heldWhileMuted: held.map(one =>
        one.text === undefined ? one : { ...one, text: shown(one.text) },
      ),
    }),
    waiting: made.approvals.waiting,
    ...(made.approvals.decided.length > 0 && { decided: made.approvals.decided }),
  }
}
