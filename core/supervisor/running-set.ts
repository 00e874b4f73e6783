import type { CheckedConfig } from '../config/check/check.ts'
import type { Instance } from '../instance/instance.ts'
import type { PortHolder } from '../instance/own-ports.ts'
import type { Run } from '../instance/run.ts'
import type { UseStatus } from '../instance/status.ts'
import type { Consumer } from '../journal/consumers/consumer.ts'
import { LeavingInstances } from './leaving-instances.ts'

/** Some plugins of one config, by plugin id. */
export type Instances = ReadonlyMap<string, Instance>

/** All running instances: the current set, the one being set up, and those of earlier sets that have not ended yet. */
export class RunningSet {
  readonly leaving: LeavingInstances
  #config: CheckedConfig | undefined
  #present: Instances = new Map()
  #incoming: Instances = new Map()
  #runs: ReadonlyMap<string, Run> = new Map()

  /** @param onHandedOver a changed source's new connection serves */
  constructor(onHandedOver: (id: string) => void) {
    this.leaving = new LeavingInstances(onHandedOver)
  }

  /** Of the present set. */
  get config(): CheckedConfig | undefined {
    return this.#config
  }

  get present(): Instances {
    return this.#present
  }

  /** Being set up, not switched to yet. */
  get incoming(): Instances {
    return this.#incoming
  }

  /** These are being set up now. */
  comesIn(fresh: Instances): void {
    this.#incoming = fresh
  }

  /** Makes this the current set; all other instances leave. */
  become(config: CheckedConfig, next: Instances): void {
    const going = new Map([...this.#present].filter(([id, instance]) => next.get(id) !== instance))
    const old = this.#config ?? config
    this.#config = config
    this.#present = next
    // In the order of this config.
    this.#runs = new Map()
    this.#incoming = new Map()
    this.leaving.leave(old, going, next)
  }

  statuses(): readonly UseStatus[] {
    return [...this.#present.values()].map(instance => instance.status)
  }

  /** The durable consumers of all uses, to be shown. */
  consumers(): readonly Consumer[] {
    return [...this.#present.values()].flatMap(instance => instance.consumers)
  }

  /** All current instances, to attribute an error. */
  instances(): readonly Instance[] {
    const { serving, finishing } = this.leaving
    return [...this.#present.values(), ...serving, ...finishing]
  }

  /** The runs of the present config, without old sources that still serve: theirs are the consumers. */
  current(): readonly Run[] {
    return [...this.#present.values()].flatMap(instance => instance.run ?? [])
  }

  /** The runs that serve now, by plugin id in the order of the config. */
  runs(): ReadonlyMap<string, Run> {
    // Asked for with every line of chat.
    if (!this.#isServing(this.#runs)) this.#runs = this.#serving(this.#present)
    return this.#runs
  }

  /**
   * What a run finds of a port, by plugin id in the order of the config: a run still being set up sees the set it will
   * belong to, one that is leaving also those that leave with it.
   */
  providers(port: string, run: PortHolder): ReadonlyMap<string, unknown> {
    const isLeaving = run.audience.hasEnded
    const isComing = !run.audience.isLive && !isLeaving
    const runs = isComing
      ? this.#serving(new Map([...this.#present, ...this.#incoming]))
      : this.runs()
    const found = new Map<string, unknown>()
    const add = (id: string, provider: Run | undefined) => {
      if (id !== run.use.id && provider?.provided.has(port) && !found.has(id))
        found.set(id, provider.provided.get(port))
    }
    for (const [id, provider] of runs) add(id, provider)
    if (isLeaving) for (const instance of this.leaving.finishing) add(instance.use.id, instance.run)
    return found
  }

  #serving(all: Instances): ReadonlyMap<string, Run> {
    const runs = new Map<string, Run>()
    for (const [id, instance] of all) {
      const run = this.#runOf(id, instance)
      if (run !== undefined) runs.set(id, run)
    }
    return runs
  }

  #isServing(runs: ReadonlyMap<string, Run>): boolean {
    let count = 0
    for (const [id, instance] of this.#present) {
      const run = this.#runOf(id, instance)
      if (runs.get(id) !== run) return false
      if (run !== undefined) count += 1
    }
    return count === runs.size
  }

  #runOf(id: string, instance: Instance): Run | undefined {
    return this.leaving.retiring(id)?.run ?? instance.run
  }
}
