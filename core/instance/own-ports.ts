import type { Audience } from '../bus/audience.ts'
import type { CheckedUse } from '../config/check/uses.ts'
import { RUNTIME } from '../events/runtime-source.ts'
import { createHistory } from '../journal/history.ts'
import type { Journal } from '../journal/port.ts'
import type { Outbox } from '../outbox/outbox.ts'
import { answeredEvent, answeringNothing } from '../plugin/answering.ts'
import { ChatOutput } from '../plugin/ports/chat.ts'
import { Memory } from '../plugin/ports/memory.ts'
import { Approval, EventHistory, Streamer, StreamState } from '../plugin/ports/runtime.ts'
import type { Approvals } from '../ports/approvals/approvals.ts'
import type { PortLookup } from '../ports/registry.ts'

/** Of a run what its ports depend on. */
export interface PortHolder {
  readonly use: CheckedUse
  readonly audience: Audience
  /** Resolves at the switch, or if it ends without one. */
  readonly whenLive: Promise<void>
  readonly hasServed: boolean
  readonly isOver: boolean
  readonly isGone: boolean
  readonly signal: AbortSignal
}

/** What core itself provides. */
export interface OwnPorts {
  readonly approvals: Approvals
  readonly outbox: Outbox
  readonly journal: Journal
  readonly memory: Memory
  readonly streamState: StreamState
  readonly streamer: Streamer
  /** Those of whoever keeps the runtime, by name. */
  readonly others: ReadonlyMap<string, unknown>
}

/** The ports a run finds: those of plugins, else core's own. */
export function withOwnPorts(run: PortHolder, others: PortLookup, own: OwnPorts): PortLookup {
  const output = own.outbox.outputFor(run.use.id, () => run.isOver)
  const say: ChatOutput['say'] = (text, target, options) => {
    const answered = answeredEvent()
    return answeringNothing(async () => {
      // Nothing is sent before the switch.
      await run.whenLive
      return output.say(text, target, options, answered)
    })
  }
  const ports = new Map<string, unknown>([
    ...own.others,
    [Approval.name, own.approvals.approvalFor(run.use.id, run.signal)],
    [ChatOutput.name, { say }],
    [EventHistory.name, createHistory(own.journal)],
    [Memory.name, own.memory],
    [StreamState.name, own.streamState],
    [Streamer.name, own.streamer],
  ])
  return port => {
    const found = others(port)
    const mine = ports.get(port)
    return found.size === 0 && mine !== undefined ? new Map([[RUNTIME, mine]]) : found
  }
}
