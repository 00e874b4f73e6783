import { PrometheanError } from '../errors.ts'
import type { Event } from '../events/event.ts'
import { deliveredEvent } from '../journal/history.ts'
import type { AgentActed, AgentActs, AgentWish, Performed } from '../operations/agents/acts.ts'
import type { Agent } from '../operations/agents/desk.ts'
import { failureOf } from '../operations/answer.ts'
import type { CallerOperations, CallSettings } from '../operations/instance-operations.ts'
import type { Caller } from '../operations/operation.ts'
import { AGENT_ACTS, type AgentAct, type AgentLimits, AgentRules } from '../plugin/ports/agents.ts'
import type { WaitingApproval } from '../ports/approvals/waiting-approval.ts'
import type { Runtime } from '../runtime/runtime.ts'
import { AgentBudget } from './budget.ts'
import { isPossible } from './possible.ts'
import { AgentRequests } from './requests.ts'
import { foretoldEnd, foretoldSize, foretoldWords, questionOf, textOf, whereOf } from './shown.ts'
import { spentBefore } from './spent-before.ts'
import { wordsProblem } from './words.ts'

export interface GateParts {
  readonly runtime: Runtime
  /** The operations of the instance, for one caller. */
  as(caller: Caller): CallerOperations
}

const SECRET = {
  why: 'it holds a secret, or what looks like a password or a token',
  advice: 'leave it out',
}

/** Lets agents do what the config allows: within their budget, and where it says so, once the streamer has approved it. */
export class AgentGate implements AgentActs {
  readonly #parts: GateParts
  readonly #budget = new AgentBudget()
  // What only a simulator gets: trying it out costs nothing of an evening.
  readonly #tryOuts = new AgentBudget()
  readonly #stopping = new AbortController()
  readonly #requests: AgentRequests

  constructor(parts: GateParts) {
    this.#parts = parts
    this.#requests = new AgentRequests({
      runtime: parts.runtime,
      plugin: () => this.#caller().name,
      about: wanted => this.#about(wanted),
      carryOut: async ({ operation, input, where, cause }) => {
        const { act } = this.#allow(operation)
        await this.#refuseMoved(act, input, where)
        return this.#begin(act, input, { cause })
      },
    })
  }

  allowed(): readonly string[] {
    const acts = this.#rules()?.act ?? []
    return acts.filter(act => isPossible(this.#parts.runtime, act))
  }

  async perform(wish: AgentWish, signal: AbortSignal): Promise<Performed> {
    const { agent, operation, input, dryRun, cause, id } = wish
    const { act, rules } = this.#allow(operation)
    this.#refuseWords(act, wish)
    const foretold = await this.#do(act, input, { signal, dry: true })
    this.#refuseElsewhere(wish, foretold)
    const what = foretoldWords(foretold)
    const waits = rules.approve !== false
    const { lines, isInvented } = foretoldSize(foretold)
    const budget = isInvented ? this.#tryOuts : this.#budget
    const counted = { agent: agent.name, session: this.#parts.runtime.session(), lines }
    if (dryRun) {
      if (waits) this.#requests.requireRoom()
      budget.refuseOver(counted, rules.budget)
      return { acted: { status: 'dry', what, waits, ...foretoldEnd(foretold) } }
    }
    const spend = () => budget.spend(counted, rules.budget)
    if (waits) {
      const about = await this.#about(wish)
      const text = textOf(act, input, what, about)
      const terms = {
        ...{ what, where: whereOf(foretold), about, text, duration: rules.within, spend },
        lines: isInvented ? 0 : lines,
      }
      const acted = await this.#requests.add(wish, terms)
      if (rules.approve !== 'client') return { acted }
      return { acted, question: { approval: acted.approval, text: questionOf(wish, what) } }
    }
    spend()
    // An operation tells its status itself.
    return { acted: (await this.#begin(act, input, { cause, id })) as AgentActed }
  }

  decide(agent: Agent, approval: string, decision: 'approved' | 'dropped'): void {
    const { approvals } = this.#parts.runtime
    const isMeant = (one: WaitingApproval) => one.id === approval && one.agent?.name === agent.name
    // The streamer may have been faster, or may have taken it out of the config.
    if (this.#rules()?.approve !== 'client' || !approvals.waiting.some(isMeant)) return
    approvals.decide(decision, approval, 'client')
  }

  /** Before anything may ask for approval: the ids of what was asked for lately are nobody else's. */
  reserve(): Promise<void> {
    return this.#requests.reserve()
  }

  /** Continues where the last run ended: what waited waits again, what was done counts. */
  async resume(): Promise<void> {
    const { journal } = this.#parts.runtime
    this.#budget.restore(await spentBefore(journal, this.#parts.runtime.session()))
    await this.#requests.resume()
  }

  close(): void {
    this.#requests.close()
    this.#stopping.abort()
  }

  #rules(): AgentLimits | undefined {
    return this.#parts.runtime.provided(AgentRules)
  }

  // What agents do is muted as that of the use that lets them.
  #caller(): Caller {
    const [name = 'mcp'] = this.#parts.runtime.acting.providersOf(AgentRules)
    return { kind: 'agent', name }
  }

  /** @throws PrometheanError if the config does not allow it */
  #allow(operation: string): { readonly act: AgentAct; readonly rules: AgentLimits } {
    const rules = this.#rules()
    const act = AGENT_ACTS.find(one => one === operation)
    if (act !== undefined && rules?.act.includes(act)) return { act, rules }
    throw new PrometheanError('refused', {
      what: `agents may not ${operation} here`,
      why: 'the config does not allow it',
      advice: `the streamer can allow it with mcp({ act: ['${operation}'] })`,
    })
  }

  /** The message that would be deleted, or the event that is answered. */
  async #about({
    operation,
    input,
  }: Pick<AgentWish, 'input'> & { readonly operation: string }): Promise<Event | undefined> {
    const id = operation === 'delete' ? input.id : operation === 'say' ? input.replyTo : undefined
    const found = id === undefined ? undefined : await this.#parts.runtime.journal.find(String(id))
    return found && deliveredEvent(found.row)
  }

  /** @throws PrometheanError if it would go elsewhere than the streamer read: the config may be another by now */
  async #refuseMoved(act: AgentAct, input: object, where: string | undefined): Promise<void> {
    const { signal } = this.#stopping
    // What is refused now is refused with its own words when it is begun.
    const now = await this.#do(act, input, { signal, dry: true }).then(whereOf, () => undefined)
    if (where === undefined || now === undefined || now === where) return
    throw new PrometheanError('refused', {
      what: 'did not do it',
      why: `it would go elsewhere now (${now}) than was approved (${where})`,
      advice: 'ask for it again',
    })
  }

  /** @throws PrometheanError if it may not use these words, or they hold a secret, which the journal would not keep */
  #refuseWords(act: AgentAct, { input, reason = '' }: AgentWish): void {
    const { redactor } = this.#parts.runtime
    const isSecret = (text: string) => redactor.holdsSecret(text) || redactor.text(text) !== text
    const problem =
      wordsProblem(act, input) ??
      ([JSON.stringify(input), reason].some(isSecret) ? SECRET : undefined)
    if (problem !== undefined)
      throw new PrometheanError('refused', { what: 'cannot do this', ...problem })
  }

  /** @throws PrometheanError if it would be said where only somebody else's viewers read it */
  #refuseElsewhere({ operation, input }: AgentWish, foretold: unknown): void {
    if (operation !== 'say' || input.channel === undefined) return
    const { platform, channel }: Readonly<Record<string, unknown>> = Object(foretold)
    if (this.#parts.runtime.isOwnChannel(String(platform), String(channel))) return
    throw new PrometheanError('refused', {
      what: `cannot say it in ${channel}`,
      why: 'it is not a channel of the streamer',
      advice: 'leave the channel out, or answer an event with replyTo',
    })
  }

  // Only a stop breaks it off: who asked for it may hang up meanwhile.
  #begin(
    act: AgentAct,
    input: unknown,
    asked: { readonly cause: string; readonly id?: string },
  ): Promise<unknown> {
    return this.#do(act, input, { signal: this.#stopping.signal, ...asked })
  }

  /** @throws PrometheanError if it was not done */
  async #do(act: AgentAct, input: unknown, settings: CallSettings): Promise<unknown> {
    const answer = await this.#parts.as(this.#caller()).perform(act, input, settings)
    if (answer.done) return answer.value
    throw failureOf(answer.refusal)
  }
}
