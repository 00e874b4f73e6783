import { AsyncLocalStorage } from 'node:async_hooks'
import type { CheckedUse } from '../config/check/uses.ts'
import { ConfigProblem, messageOf, NotReady, PluginFailure } from '../errors.ts'
import type { Trouble } from './status.ts'

type Phase =
  /** `setup` runs; with a `trouble`, it has already ended. */
  | { readonly at: 'preparing'; readonly trouble?: Trouble }
  /** Waits for the switch. */
  | { readonly at: 'ready' }
  | { readonly at: 'serving' }
  /** Ended, by a failure or on request; a cleanup may still be running. */
  | { readonly at: 'over'; readonly hasServed: boolean }
  /** It has released everything; nothing more is done for it. */
  | { readonly at: 'gone'; readonly hasServed: boolean }

const setups = new AsyncLocalStorage<RunPhase | undefined>()

/** The run whose `setup` started the code that executes now, a timer for example. That run may be over. */
export function begunBy(): RunPhase | undefined {
  return setups.getStore()
}

/** The phase of a run. */
export class RunPhase {
  readonly use: CheckedUse
  readonly of: 'run' | 'examination'
  #phase: Phase = { at: 'preparing' }

  constructor(use: CheckedUse, of: RunPhase['of'] = 'run') {
    this.use = use
    this.of = of
  }

  /** An examination beside the runs of a plugin: what it throws outside restarts none of them. */
  static ofExamination(use: CheckedUse): RunPhase {
    const phase = new RunPhase(use, 'examination')
    phase.ends()
    return phase
  }

  /** Executes its setup. Timers, sockets and promises started there are known to be this run's as long as they last. */
  begin<T>(setup: () => T): T {
    return setups.run(this, setup)
  }

  /** Executes what this run caused and what does not belong to it. */
  leave<T>(work: () => T): T {
    return setups.run(undefined, work)
  }

  get hasServed(): boolean {
    const phase = this.#phase
    return 'hasServed' in phase ? phase.hasServed : phase.at === 'serving'
  }

  get isGone(): boolean {
    return this.#phase.at === 'gone'
  }

  get isOver(): boolean {
    const phase = this.#phase
    return 'hasServed' in phase || (phase.at === 'preparing' && phase.trouble !== undefined)
  }

  /** @throws the reason, if it has already ended */
  becomesReady(id: string): void {
    const phase = this.#phase
    if (phase.at === 'preparing' && phase.trouble !== undefined) throw earlyFailure(phase.trouble)
    if (this.isOver) throw new NotReady(`${id} was stopped while starting`, { plugin: id })
    this.#phase = { at: 'ready' }
  }

  serves(): void {
    if (!this.isOver) this.#phase = { at: 'serving' }
  }

  ends(): void {
    this.#phase = { at: 'over', hasServed: this.hasServed }
  }

  gaveBack(): void {
    this.#phase = { at: 'gone', hasServed: this.hasServed }
  }

  /** @returns whether that is its end; one still being prepared fails in `becomesReady` */
  endsBy(trouble: Trouble): boolean {
    if (this.isOver) return false
    if (this.#phase.at === 'preparing') {
      this.#phase = { at: 'preparing', trouble }
      return false
    }
    this.ends()
    return true
  }
}

// A connection problem is not a failed start: it is retried.
function earlyFailure(trouble: Trouble): unknown {
  if (trouble.kind === 'stale') return new NotReady('no data arrived while it was starting')
  if (trouble.kind === 'lost') return new NotReady(trouble.reason)
  const { failure } = trouble
  const isSure = failure instanceof PluginFailure || failure instanceof ConfigProblem
  return isSure ? failure : new NotReady(messageOf(failure), { cause: failure })
}
