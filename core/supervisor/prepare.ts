import type { Audience } from '../bus/audience.ts'
import type { CheckedConfig } from '../config/check/check.ts'
import type { Instance } from '../instance/instance.ts'
import { readNeed } from '../plugin/port.ts'

/** Why plugins did not start, by plugin id in the order of the config. */
export type Failures = ReadonlyMap<string, unknown>

/** Sets instances up, providers before their users, otherwise side by side. @returns those that failed */
export async function prepareAll(
  config: CheckedConfig,
  fresh: ReadonlyMap<string, Instance>,
  audiences: ReadonlyMap<string, Audience> = new Map(),
): Promise<Failures> {
  const failures = new Map<string, unknown>()
  const started = new Map<string, Promise<void>>()
  for (const id of config.startOrder) {
    const instance = fresh.get(id)
    if (instance === undefined) continue
    const before = providersOf(config, id).map(provider => started.get(provider))
    const own = Promise.all(before)
      .then(() => instance.prepare(audiences.get(id)))
      .catch((failure: unknown) => {
        failures.set(id, failure)
      })
    started.set(id, own)
  }
  await Promise.all(started.values())
  // In the order of the config, as problems are shown.
  return new Map(
    config.uses.flatMap(({ id }) => (failures.has(id) ? [[id, failures.get(id)]] : [])),
  )
}

/** Lets instances finish their work, users before their providers. */
export async function drainAll(
  config: CheckedConfig,
  leaving: ReadonlyMap<string, Instance>,
  drain: (id: string, instance: Instance) => Promise<unknown>,
): Promise<void> {
  const drained = new Map<string, Promise<unknown>>()
  for (const id of config.startOrder.toReversed()) {
    const instance = leaving.get(id)
    if (instance === undefined) continue
    const users = [...drained].filter(([user]) => providersOf(config, user).includes(id))
    const own =
      users.length === 0
        ? drain(id, instance)
        : Promise.all(users.map(([, done]) => done)).then(() => drain(id, instance))
    drained.set(id, own)
  }
  await Promise.all(drained.values())
}

/** Releases everything now. */
export async function closeAll(instances: ReadonlyMap<string, Instance>): Promise<void> {
  await Promise.all([...instances.values()].map(instance => instance.close()))
}

function providersOf(config: CheckedConfig, id: string): readonly string[] {
  const use = config.uses.find(candidate => candidate.id === id)
  const wanted = new Set(Object.values(use?.needs ?? {}).map(need => readNeed(need).port.name))
  return config.uses
    .filter(other => other.id !== id && other.provides.some(({ name }) => wanted.has(name)))
    .map(provider => provider.id)
}
