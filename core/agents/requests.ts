import { within } from '../async.ts'
import { parseDuration } from '../duration.ts'
import { messageOf } from '../errors.ts'
import { type Event, event } from '../events/event.ts'
import type { AgentActed, AgentWish } from '../operations/agents/acts.ts'
import { begunBy, keptRequests } from '../operations/approvals/kept-requests.ts'
import type { Decision } from '../plugin/ports/runtime.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { changedText, isWorded, nounOf, shownFields } from './shown.ts'

// A disk that hangs must not hold it up for ever.
const STORED_MS = 5_000

export interface RequestsParts {
  readonly runtime: Runtime
  /** The use that lets agents act. */
  plugin(): string
  /** The event that an act answers, or the message that it concerns. */
  about(wanted: { readonly operation: string; readonly input: Input }): Promise<Event | undefined>
  /**
   * Does what was approved.
   * @throws PrometheanError if it was not done
   */
  carryOut(asked: Approved): Promise<unknown>
}

/** What was approved. */
export interface Approved {
  readonly operation: string
  readonly input: Input
  /** Where it was said to go. */
  readonly where: string | undefined
  /** Id of the request. */
  readonly cause: string
}

/** On which terms an act waits. */
interface Terms {
  readonly duration: string
  /** What would be done, in words. */
  readonly what: string
  readonly where: string | undefined
  /** The event that it answers, or the message that it concerns. */
  readonly about: Event | undefined
  /** The words that the streamer reads; viewers may have written some of it. */
  readonly text: string
  /** In chat: how many lines it is; 0 if only a simulator gets it. */
  readonly lines: number
  /** Counts it. @throws PrometheanError if that is too much */
  spend(): void
}

type Input = Readonly<Record<string, unknown>>
type Requested = Event<'agent.requested'>

/** What agents want to do and the streamer decides on. Each request is an event, so that it outlives a restart. */
export class AgentRequests {
  readonly #parts: RequestsParts
  readonly #closing = new AbortController()

  constructor(parts: RequestsParts) {
    this.#parts = parts
  }

  /**
   * Stores an act as a request.
   * @throws PrometheanError if too much is pending, or it is over the budget
   */
  async add(
    { agent, tool, operation, input, reason, cause, id }: AgentWish,
    { duration, what, where, about, text, lines, spend }: Terms,
  ): Promise<AgentActed & { readonly approval: string }> {
    const { bus, approvals } = this.#parts.runtime
    this.requireRoom()
    spend()
    const approval = approvals.ids.next()
    const until = new Date(Date.now() + parseDuration(duration)).toISOString()
    const data = {
      ...{ approval, agent: agent.name, tool, operation, input },
      ...{ text, until },
      ...(where !== undefined && { where }),
      ...(reason !== undefined && { reason }),
      ...(lines !== 1 && { lines }),
    }
    // What was announced keeps its type.
    const asked = bus.announce(event('agent.requested', data, { cause, key: id })) as Requested
    this.#wait(asked, about)
    // Who is told that it waits relies on it.
    await this.#stored()
    return { status: 'waiting', approval, until, what }
  }

  /** @throws PrometheanError if too much is pending */
  requireRoom(): void {
    this.#parts.runtime.approvals.requireRoomForAgent()
  }

  /** Before anything may ask for approval: the ids of what was asked for lately are nobody else's. */
  async reserve(): Promise<void> {
    const { approvals, journal } = this.#parts.runtime
    const kept = await keptRequests(journal)
    approvals.ids.reserve(kept.map(({ asked }) => asked.data.approval))
  }

  /** What waited when the last run ended waits again; what was approved then and had not begun is told as not done. */
  async resume(): Promise<void> {
    for (const { asked, decided, failed } of await keptRequests(this.#parts.runtime.journal)) {
      const isOver = Date.parse(asked.data.until) <= Date.now()
      if (decided === undefined && !isOver) this.#wait(asked, await this.#parts.about(asked.data))
      else if (decided === undefined) this.#tell(asked, { decision: 'expired' })
      else if (decided.data.decision === 'approved' && failed === undefined)
        await this.#tellLost(asked)
    }
  }

  /** What waits is kept for the next run. */
  close(): void {
    this.#closing.abort()
  }

  async #stored(): Promise<void> {
    await within(STORED_MS, this.#parts.runtime.flush())
  }

  // Told once: what is stored as failed is not looked at again.
  async #tellLost(asked: Requested): Promise<void> {
    const { journal, log } = this.#parts.runtime
    if ((await begunBy(journal, asked)) !== undefined) return
    const { approval, operation } = asked.data
    this.#tellFailed(asked, 'Promethean ended before it began')
    log.warn(
      `the ${nounOf(operation)} ${approval} that an agent asked for was approved, but Promethean ended before it began; it was not done`,
    )
  }

  #wait(asked: Requested, about: Event | undefined): void {
    const { approval, agent, tool, operation, input, text, reason, until } = asked.data
    const { redactor } = this.#parts.runtime
    const shown = shownFields(asked.data, about).map(({ name, value }) => ({
      ...{ name, value: redactor.text(value) },
    }))
    const { signal } = this.#closing
    let changed: { readonly text: string } | undefined
    const revise = (other: string) => {
      changed = { text: changedText(asked.data, other, redactor) }
      return changed.text
    }
    const wanted = {
      ...{ id: approval, what: nounOf(operation), text, cause: asked },
      ...{ since: asked.received, until: new Date(until) },
      agent: { name: agent, tool, input, ...(reason !== undefined && { reason }), shown },
      ...(isWorded(operation) && { revise }),
      outlives: true,
      onDecided: async (decision: Decision, by?: string) => {
        this.#tell(asked, { decision, ...(by !== undefined && { by }), ...changed })
        if (decision !== 'approved') return undefined
        // Only then: after a crash it is known that it was approved, and is never done twice.
        await this.#stored()
        return this.#carryOut(asked, changed)
      },
    }
    this.#parts.runtime.approvals.wait(this.#parts.plugin(), wanted, signal)
  }

  async #carryOut(asked: Requested, changed: { readonly text: string } | undefined) {
    const { operation, input, where } = asked.data
    const approved = { operation, input: { ...input, ...changed }, where, cause: asked.id }
    try {
      return await this.#parts.carryOut(approved)
    } catch (failure) {
      // What a stop breaks off is told by the next run.
      if (!this.#closing.signal.aborted) this.#tellFailed(asked, messageOf(failure))
      throw failure
    }
  }

  #tellFailed({ id, data: { approval } }: Requested, why: string): void {
    this.#parts.runtime.bus.announce(event('agent.failed', { approval, why }, { cause: id }))
  }

  #tell(
    { id, data: { approval } }: Requested,
    said: { readonly decision: Decision; readonly by?: string; readonly text?: string },
  ): void {
    this.#parts.runtime.bus.announce(event('agent.decided', { approval, ...said }, { cause: id }))
  }
}
