import { pause, timerMs } from '../../async.ts'
import { parseDuration } from '../../duration.ts'
import { type Fault, PrometheanError } from '../../errors.ts'
import type { Event } from '../../events/event.ts'
import { answeredEvent } from '../../plugin/answering.ts'
import type { State } from '../../plugin/context.ts'
import type { Approval, ApprovalRequest, Decision } from '../../plugin/ports/runtime.ts'
import { waitText } from '../../text/wait-text.ts'
import { onceOver } from '../once-over.ts'
import { ApprovalIds } from './approval-ids.ts'
import { ApprovalNumbers } from './approval-numbers.ts'
import {
  type ApprovalOutcome,
  type DecidedApproval,
  DecidedApprovals,
  isMeant,
  NotDoneAfterwards,
} from './decided-approvals.ts'
import { revised, type WaitingApproval, type WantedApproval } from './waiting-approval.ts'

const WITHIN = '2m'
// Nobody decides on more than this; a plugin that keeps asking gets an error.
const MAX_WAITING = 50
// What a person reads through before he approves it; the other places are left to plugins, whose titles must not be kept
// out by an agent that asks for ever.
const MAX_OF_AGENTS = 20

export interface ApprovalsParts {
  /** Removes secrets from what is shown. */
  redact(text: string): string
  onWaiting(waiting: WaitingApproval): void
  /** What a plugin asked for is decided. @param cause the event it answers */
  onDecided(
    decided: Pick<WaitingApproval, 'plugin' | 'what'>,
    decision: Decision,
    cause?: Event,
  ): void
}

/** Which one is meant: its id, its number, or the oldest. */
export type Which = string | number | undefined

interface Entry {
  waiting: WaitingApproval
  /** Resolves once it is decided. */
  readonly settled: Promise<void>
  revise(text: string): void
  /** @param by who decided, if that is known */
  settle(decision: Decision, by?: string): void
}

/** What plugins want to do and the streamer decides on, oldest first. */
export class Approvals {
  readonly ids = new ApprovalIds()
  readonly #numbers = new ApprovalNumbers()
  readonly #parts: ApprovalsParts
  readonly #entries: Entry[] = []
  readonly #decided = new DecidedApprovals()

  constructor(parts: ApprovalsParts) {
    this.#parts = parts
  }

  /** Continues behind the ids and numbers of the last run. */
  resume(state: State): void {
    this.ids.resume(state)
    this.#numbers.resume(state)
  }

  /** In the order in which they asked. */
  get waiting(): readonly WaitingApproval[] {
    this.#expire()
    return this.#entries.map(({ waiting }) => waiting)
  }

  /** What became of the latest, oldest first. */
  get decided(): readonly DecidedApproval[] {
    return this.#decided.latest
  }

  /**
   * The port as one use sees it.
   * @param signal aborts when that plugin ends: its requests are no longer needed
   */
  approvalFor(plugin: string, signal: AbortSignal): Approval {
    return {
      ask: async request => this.#ask(plugin, request, signal),
      decide: decision => {
        this.#expire()
        const entry = this.#entries.find(({ waiting }) => waiting.plugin === plugin)
        entry?.settle(decision, plugin)
        return entry !== undefined
      },
    }
  }

  /**
   * Approves or drops a pending request.
   * @param by who decides, as others who decide too late are told
   * @throws PrometheanError if it is not pending
   */
  decide(decision: 'approved' | 'dropped', which?: Which, by?: string): WaitingApproval {
    const entry = this.#find(which)
    entry.settle(decision, by)
    return entry.waiting
  }

  /**
   * Approves it with another text.
   * @throws PrometheanError if it is not pending, or its plugin refuses this text; it then stays pending
   */
  approveAs(text: string, which?: Which, by?: string): WaitingApproval {
    const entry = this.#find(which)
    entry.revise(text)
    entry.settle('approved', by)
    return entry.waiting
  }

  /**
   * An id for a new request of a plugin.
   * @throws PrometheanError if too much is pending
   */
  newId(plugin: string): string {
    if (this.waiting.length >= MAX_WAITING) {
      const said = {
        what: `${plugin} cannot ask for approval`,
        why: `${MAX_WAITING} requests are already pending`,
        advice: 'decide on them with promethean approve',
      }
      throw new PrometheanError('runtime', said, { plugin })
    }
    return this.ids.next()
  }

  /**
   * Refuses another request of an agent if too much is pending.
   * @throws PrometheanError that says when to come again
   */
  requireRoomForAgent(): void {
    const waiting = this.waiting
    const ofAgents = waiting.filter(({ agent }) => agent !== undefined)
    const isFull = waiting.length >= MAX_WAITING
    if (ofAgents.length < MAX_OF_AGENTS && !isFull) return
    const ends = (isFull ? waiting : ofAgents).map(({ until }) => until.getTime())
    const first = waitText(Math.min(...ends) - Date.now())
    throw new PrometheanError('refused', {
      what: 'cannot ask for approval now',
      why: isFull
        ? `${MAX_WAITING} requests are already pending`
        : `all agents together may have ${MAX_OF_AGENTS} requests pending`,
      advice: `tell the streamer, who decides on them, and try again after that; the first of them expires in ${first}`,
    })
  }

  /**
   * Lets a request wait until it is decided.
   * @param ended aborts when it is no longer needed
   */
  wait(plugin: string, wanted: WantedApproval, ended: AbortSignal): void {
    const { id, what, text, cause, since, until, agent, outlives, onDecided } = wanted
    let decided = () => {}
    const settled = new Promise<void>(resolve => {
      decided = resolve
    })
    const expire = () => entry.settle('expired')
    const stopClock = onceOver(until, expire)
    const entry: Entry = {
      waiting: {
        ...{ id, number: this.#numbers.take(id, until), plugin, what },
        text: this.#parts.redact(text),
        ...(cause !== undefined && { cause: cause.id }),
        ...{ since, until },
        ...(agent !== undefined && { agent }),
      },
      settled,
      revise: changed => {
        const text = this.#parts.redact(revised(wanted, plugin, changed))
        entry.waiting = { ...entry.waiting, text }
      },
      settle: (decision, by) => {
        if (!leave()) return
        this.#numbers.free(id)
        const result = onDecided(decision, by).catch(failure => new NotDoneAfterwards(failure))
        this.#decided.add(entry.waiting, decision, { by, result })
        decided()
      },
    }
    const leave = (): boolean => {
      stopClock()
      ended.removeEventListener('abort', end)
      const at = this.#entries.indexOf(entry)
      if (at >= 0) this.#entries.splice(at, 1)
      return at >= 0
    }
    const end = () => {
      if (!outlives) return expire()
      leave()
      decided()
    }
    this.#entries.push(entry)
    ended.addEventListener('abort', end)
    if (ended.aborted) end()
    else this.#parts.onWaiting(entry.waiting)
  }

  /**
   * What became of a request.
   * @param ms how long the decision and what comes of it are waited for
   * @param signal ends the wait
   * @returns undefined if none had this id in this run, or it is kept for the next one
   */
  async outcome(
    id: string,
    ms: number,
    signal?: AbortSignal,
  ): Promise<ApprovalOutcome | undefined> {
    const end = Date.now() + ms
    const entry = this.#entries.find(({ waiting }) => waiting.id === id.toLowerCase())
    this.#expire()
    if (entry !== undefined) await settledIn(ms, entry, signal)
    this.#expire()
    if (entry !== undefined && this.#entries.includes(entry))
      return { id: entry.waiting.id, status: 'waiting', until: entry.waiting.until }
    return this.#decided.outcome(id, Math.max(0, end - Date.now()))
  }

  // Before anything is told or decided: a timer may be late.
  #expire(): void {
    const now = Date.now()
    const due = this.#entries.filter(({ waiting }) => waiting.until.getTime() <= now)
    for (const entry of due) entry.settle('expired')
  }

  #find(which: Which): Entry {
    this.#expire()
    if (which === undefined) this.#requireOwn()
    const entry =
      which === undefined
        ? this.#entries[0]
        : this.#entries.find(({ waiting }) => isMeant(waiting, which))
    if (entry !== undefined) return entry
    if (which !== undefined) this.#decided.refuse(which)
    throw this.#unknown(which, which === undefined ? undefined : 'unknown')
  }

  // The oldest is what somebody means who knows of the titles of his plugins, and may not know of an agent.
  #requireOwn(): void {
    const ofAgents = this.#entries.filter(({ waiting }) => waiting.agent !== undefined)
    const [first] = ofAgents
    if (first === undefined) return
    const ids = this.waiting.map(({ id }) => id)
    const asked = ofAgents.map(({ waiting }) => waiting.id)
    throw new PrometheanError('refused', {
      what: 'cannot decide without an id',
      why:
        ids.length === 1
          ? `${asked} is pending, and an agent asks for it`
          : `${ids.join(', ')} are pending, and agents ask for ${asked.join(', ')}`,
      advice: `read them with promethean approvals, and name one: promethean approve ${first.waiting.id}`,
    })
  }

  #unknown(which: Which, fault: Fault | undefined): PrometheanError {
    if (this.#entries.length === 0 || which === undefined) {
      const why = 'there is nothing to approve or drop'
      return new PrometheanError('runtime', { what: 'nothing is pending', why }, { fault })
    }
    const what = `nothing pending has the ${typeof which === 'number' ? 'number' : 'id'} ${which}`
    const said = { what, why: this.#pending(), advice: 'see promethean approvals' }
    return new PrometheanError('runtime', said, { fault })
  }

  #pending(): string {
    const ids = this.waiting.map(({ id }) => id).join(', ')
    return `only ${ids} ${this.#entries.length === 1 ? 'is' : 'are'} pending`
  }

  #ask(plugin: string, request: ApprovalRequest, ending: AbortSignal): Promise<Decision> {
    const { within = WITHIN, signal = ending, cause = answeredEvent(), ...rest } = request
    const id = this.newId(plugin)
    const since = new Date()
    const until = new Date(since.getTime() + timerMs(parseDuration(within)))
    return new Promise(resolve => {
      const onDecided = async (decision: Decision) => {
        this.#parts.onDecided({ plugin, what: request.what }, decision, cause)
        resolve(decision)
      }
      const times = { id, since, until, outlives: false }
      const wanted = { ...rest, ...(cause !== undefined && { cause }), ...times, onDecided }
      this.wait(plugin, wanted, AbortSignal.any([ending, signal]))
    })
  }
}

async function settledIn(
  ms: number,
  { settled }: Entry,
  signal: AbortSignal | undefined,
): Promise<void> {
  const over = new AbortController()
  const ending = signal === undefined ? over.signal : AbortSignal.any([over.signal, signal])
  await Promise.race([settled, pause(ms, ending)])
  over.abort()
}
