import { timerMs } from '../async.ts'
import { parseDuration } from '../duration.ts'
import { PrometheanError } from '../errors.ts'
import type { Approval, ApprovalRequest, Decision } from '../plugin/ports/runtime.ts'

const WITHIN = '2m'
// More nobody decides on; a plugin that asks without end is told so.
const MAX_WAITING = 50

/** Something that waits for the streamer's word. */
export interface WaitingApproval {
  /** The use that asks. */
  readonly plugin: string
  /** `title`. */
  readonly what: string
  readonly text: string
  /** The id of the event it answers. */
  readonly cause?: string
  readonly since: Date
  /** Then it is expired. */
  readonly until: Date
}

export interface ApprovalsParts {
  /** Takes secrets out of what is shown. */
  redact(text: string): string
  onWaiting(waiting: WaitingApproval): void
}

interface Entry extends WaitingApproval {
  settle(decision: Decision): void
}

/** What plugins want to do and the streamer decides on, oldest first. */
export class Approvals {
  readonly #parts: ApprovalsParts
  readonly #entries: Entry[] = []

  constructor(parts: ApprovalsParts) {
    this.#parts = parts
  }

  get waiting(): readonly WaitingApproval[] {
    return this.#entries.map(({ settle: _, ...waiting }) => waiting)
  }

  /**
   * The port as one use sees it.
   * @param signal aborts when that use ends: what it asked is not wanted any more
   */
  approvalFor(plugin: string, signal: AbortSignal): Approval {
    return {
      ask: async request => this.#ask(plugin, request, signal),
      decide: decision => {
        const entry = this.#entries.find(one => one.plugin === plugin)
        entry?.settle(decision)
        return entry !== undefined
      },
    }
  }

  /**
   * The streamer's word on what waits.
   * @param place which, from 1; left out the oldest
   * @throws PrometheanError where nothing waits there
   */
  decide(decision: 'approved' | 'dropped', place = 1): WaitingApproval {
    const { length } = this.#entries
    const entry = this.#entries[place - 1]
    if (entry === undefined) {
      const why =
        length === 0 ? 'nothing is pending' : `only ${length} wait${length === 1 ? 's' : ''}`
      throw new PrometheanError('runtime', {
        what: 'there is nothing to decide',
        why,
        advice: 'see promethean status',
      })
    }
    const waiting = this.waiting[place - 1]
    entry.settle(decision)
    if (waiting === undefined) throw new Error('unreachable: what waits was just found')
    return waiting
  }

  #ask(plugin: string, request: ApprovalRequest, ending: AbortSignal): Promise<Decision> {
    const { what, text, cause, within = WITHIN, signal = ending } = request
    if (this.#entries.length >= MAX_WAITING) {
      const said = {
        what: `${plugin} cannot ask for approval`,
        why: `${MAX_WAITING} things wait already`,
        advice: 'decide on them with promethean approve',
      }
      throw new PrometheanError('runtime', said, { plugin })
    }
    const ms = timerMs(parseDuration(within))
    const ended = AbortSignal.any([ending, signal])
    const since = new Date()
    return new Promise(resolve => {
      const expire = () => entry.settle('expired')
      const timer = setTimeout(expire, ms)
      const entry: Entry = {
        ...{ plugin, what, text: this.#parts.redact(text) },
        ...(cause !== undefined && { cause: cause.id }),
        ...{ since, until: new Date(since.getTime() + ms) },
        settle: decision => {
          clearTimeout(timer)
          ended.removeEventListener('abort', expire)
          const at = this.#entries.indexOf(entry)
          if (at >= 0) this.#entries.splice(at, 1)
          resolve(decision)
        },
      }
      this.#entries.push(entry)
      ended.addEventListener('abort', expire)
      if (ended.aborted) expire()
      else this.#parts.onWaiting(this.waiting.at(-1) ?? entry)
    })
  }
}
