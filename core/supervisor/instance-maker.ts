import type { Bus } from '../bus/bus.ts'
import type { CheckedConfig } from '../config/check/check.ts'
import type { CheckedUse } from '../config/check/uses.ts'
import { messageOf } from '../errors.ts'
import { event } from '../events/event.ts'
import { Instance } from '../instance/instance.ts'
import type { PortHolder } from '../instance/own-ports.ts'
import { type Services, servicesOf } from '../instance/services.ts'
import type { Outage } from '../instance/status.ts'
import type { Failures } from './prepare.ts'
import type { Instances, RunningSet } from './running-set.ts'

/** What instances need, and the callbacks about them. */
export interface InstanceMakerParts {
  readonly services: Services
  readonly running: RunningSet
  /** @param isFinal whether it is not tried again */
  onFailed(id: string, reason: string, isFinal: boolean): void
  /** The current run has changed: filters and ports must be looked up again. */
  onChanged(): void
}

/** Creates the instances of a config, and publishes what happens to them. */
export class InstanceMaker {
  readonly #parts: InstanceMakerParts
  readonly #running: RunningSet
  readonly #bus: Bus

  constructor(parts: InstanceMakerParts) {
    this.#parts = parts
    this.#running = parts.running
    this.#bus = parts.services.bus
  }

  make(config: CheckedConfig, uses: readonly CheckedUse[]): Instances {
    return new Map(uses.map(use => [use.id, this.#instance(config, use)]))
  }

  /** The first start of these failed for good. */
  markFailed(failures: Failures, instances: Instances): void {
    for (const [id, failure] of failures) {
      const instance = instances.get(id)
      instance?.markFailed(failure)
      this.#parts.onFailed(id, instance?.status.reason ?? messageOf(failure), true)
    }
  }

  #instance(config: CheckedConfig, use: CheckedUse): Instance {
    const lookup = (run: PortHolder) => (port: string) => this.#running.providers(port, run)
    return new Instance(use, servicesOf(this.#parts.services, { use, config, lookup }), {
      isTwice: () => this.#isServed(use.id),
      onChanged: () => this.#parts.onChanged(),
      onConnected: instance => this.#connected(instance),
      onLost: (instance, outage) => this.#lost(instance, outage),
    })
  }

  /** Whether an earlier instance of a use is connected still. */
  #isServed(id: string): boolean {
    const { present, leaving } = this.#running
    return (leaving.retiring(id) ?? present.get(id))?.isConnected ?? false
  }

  #connected(instance: Instance): void {
    const source = instance.use.id
    this.#bus.announce(event('source.connected', { source }))
    const { present, leaving } = this.#running
    if (present.get(source) === instance) leaving.handOver(source, instance)
    this.#parts.onChanged()
  }

  #lost({ use }: Instance, { kind, reason, quietMs, wasConnected, isFinal }: Outage): void {
    const source = use.id
    if (kind === 'stale') this.#bus.announce(event('source.stale', { source, quietMs }))
    else if (wasConnected) this.#bus.announce(event('source.disconnected', { source, reason }))
    if (kind === 'failed') this.#parts.onFailed(source, reason, isFinal)
  }
}
