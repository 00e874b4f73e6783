import {
  type AccessHolder,
  type AccessTokens,
  type CallerOperations,
  type CallSettings,
  type InstanceOperations,
  type Log,
  messageOf,
  type OperationInfo,
  withoutUndefined,
} from 'promethean'
import type { Refusal } from '../wire.ts'
import { aStream, notAllowed, notAStream, unknownOperation } from './refusals.ts'

/** The answer to a call. */
export type CallAnswer =
  | { readonly done: true; readonly value: unknown }
  | { readonly done: false; readonly refusal: Refusal }

// The streamer's own token, which is made at the first start; every other one has a name he gave it.
const OWN = 'dock'
// What has begun to act is brought to its end, even if who asked for it has left.
const NEVER = new AbortController().signal

export interface CallersParts {
  readonly operations: InstanceOperations
  readonly access: AccessTokens
  readonly log: Log
}

/** Who may ask for what. */
export class Callers {
  readonly #operations: InstanceOperations
  readonly #access: AccessTokens
  readonly #log: Log
  #known: ReadonlyMap<string, OperationInfo> | undefined
  #trouble: string | undefined

  constructor({ operations, access, log }: CallersParts) {
    this.#operations = operations
    this.#access = access
    this.#log = log
  }

  /** Everything one can ask for, by name. */
  get known(): ReadonlyMap<string, OperationInfo> {
    this.#known ??= new Map(this.#operations.list().map(one => [one.name, one]))
    return this.#known
  }

  /**
   * Whose token it is; undefined if nobody's.
   * @throws PrometheanError if the tokens cannot be read
   */
  async find(token: string): Promise<KnownCaller | undefined> {
    const holder = await this.#holder(token)
    if (holder === undefined || holder.kind === 'agent') return undefined
    return new KnownCaller(holder, this.known, this.#operationsFor(holder))
  }

  /**
   * The name of an agent's token; undefined if it is none.
   * @throws PrometheanError if the tokens cannot be read
   */
  async findAgent(token: string): Promise<string | undefined> {
    const holder = await this.#holder(token)
    return holder?.kind === 'agent' ? holder.name : undefined
  }

  #operationsFor({ name, kind }: AccessHolder): CallerOperations {
    const caller = { kind: name === OWN ? 'person' : 'program', name } as const
    return kind === 'overlay' ? this.#operations.forViewers(caller) : this.#operations.as(caller)
  }

  // Asked for once a second and page: the same trouble is said once.
  async #holder(token: string): Promise<AccessHolder | undefined> {
    try {
      const holder = await this.#access.holder(token)
      this.#trouble = undefined
      return holder
    } catch (failure) {
      const trouble = messageOf(failure)
      if (trouble !== this.#trouble) this.#log.warn(trouble)
      this.#trouble = trouble
      throw failure
    }
  }
}

/** Somebody whose token is known. */
export class KnownCaller {
  readonly name: string
  readonly #holder: AccessHolder
  readonly #known: ReadonlyMap<string, OperationInfo>
  readonly #operations: CallerOperations

  constructor(
    holder: AccessHolder,
    known: ReadonlyMap<string, OperationInfo>,
    operations: CallerOperations,
  ) {
    this.name = holder.name
    this.#holder = holder
    this.#known = known
    this.#operations = operations
  }

  /** Names of all that it may use. */
  get may(): readonly string[] {
    return [...this.#known.keys()].filter(name => this.#may(name))
  }

  /** Why it may not ask for this; undefined if it may. */
  refuses(operation: string, { isStream }: Pick<OperationInfo, 'isStream'>): Refusal | undefined {
    const info = this.#known.get(operation)
    if (info === undefined) return unknownOperation(operation)
    if (!this.#may(operation)) return notAllowed(operation, this.may)
    if (info.isStream === isStream) return undefined
    return isStream ? notAStream(operation) : aStream(operation)
  }

  async perform(operation: string, input: unknown, settings: CallSettings): Promise<CallAnswer> {
    const acts = this.#known.get(operation)?.kind === 'act'
    const given = { ...settings, ...(acts && { signal: NEVER }) }
    const answer = await this.#operations.perform(operation, input, given)
    return answer.done ? answer : { done: false, refusal: withoutUndefined(answer.refusal) }
  }

  listen(stream: string, input: unknown, settings: CallSettings): AsyncIterable<unknown> {
    return this.#operations.listen(stream, input, settings)
  }

  #may(operation: string): boolean {
    const { kind, may } = this.#holder
    const isOfKind = kind === 'dock' || this.#known.get(operation)?.forViewers === true
    return isOfKind && (may === undefined || may.includes(operation))
  }
}
