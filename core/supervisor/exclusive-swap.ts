import { Audience } from '../bus/audience.ts'
import type { Bus } from '../bus/bus.ts'
import type { CheckedConfig } from '../config/check/check.ts'
import type { CheckedUse } from '../config/check/uses.ts'
import { DRAIN_MS } from './leaving-instances.ts'
import { closeAll, type Failures, prepareAll } from './prepare.ts'
import type { Instances, RunningSet } from './running-set.ts'

type Audiences = ReadonlyMap<string, Audience>

/** What the swap needs of the supervisor. */
export interface SwapParts {
  readonly bus: Bus
  readonly running: RunningSet
  make(config: CheckedConfig, uses: readonly CheckedUse[]): Instances
  isStopping(): boolean
  /** These run in the place of those of the present set. */
  takeBack(again: Instances, failures: Failures): void
}

/** The exclusive plugins of an edit, and the new plugins that were set up next to the running ones. */
export interface Swap {
  readonly config: CheckedConfig
  readonly uses: readonly CheckedUse[]
  readonly fresh: Instances
}

/** Either the instances that are ready, or why not: then the old ones run again. */
export interface Swapped {
  readonly instances: Instances
  readonly failures: Failures
}

/** Whether the old instance of a plugin must end before the new one is set up. */
export function mustBeAlone(use: CheckedUse, present: Instances): boolean {
  const old = present.get(use.id)?.use
  return old !== undefined && (use.plugin.exclusive === true || old.plugin.exclusive === true)
}

/**
 * Replaces exclusive plugins; two of them must never run at the same time, so the old ones are stopped first. Events are
 * stored meanwhile, for the new ones, or for the old ones if they run again.
 */
export async function swapExclusive(parts: SwapParts, swap: Swap): Promise<Swapped> {
  const { bus, running } = parts
  const { config, uses, fresh } = swap
  if (uses.length === 0) return { instances: new Map(), failures: new Map() }
  const forNew = hold(bus, uses)
  const forOld = hold(bus, uses)
  await Promise.all(uses.map(use => running.present.get(use.id)?.drain(DRAIN_MS, use)))
  const instances = parts.make(config, parts.isStopping() ? [] : uses)
  running.comesIn(new Map([...fresh, ...instances]))
  const failures = await prepareAll(config, instances, forNew)
  const isReady = failures.size === 0 && !parts.isStopping()
  // An instance that is not ready yet receives events once it is.
  letGo(bus, isReady ? absent(forNew, instances) : forNew)
  if (!isReady) await giveBack(parts, instances)
  if (!isReady && !parts.isStopping()) await takeBack(parts, uses, forOld)
  letGo(bus, forOld)
  return { instances: isReady ? instances : new Map(), failures }
}

function absent(audiences: Audiences, instances: Instances): Audiences {
  return new Map([...audiences].filter(([id]) => instances.get(id)?.run === undefined))
}

async function giveBack(
  { bus, running, isStopping }: SwapParts,
  instances: Instances,
): Promise<void> {
  running.comesIn(new Map())
  await closeAll(instances)
  if (!isStopping()) bus.dropHeld([...instances.values()].map(({ holder }) => holder))
}

// The new instance failed: the old one runs again with its old options.
async function takeBack(
  { running, make, isStopping, takeBack }: SwapParts,
  uses: readonly CheckedUse[],
  audiences: Audiences,
): Promise<void> {
  const { config } = running
  if (config === undefined) return
  const ids = new Set(uses.map(({ id }) => id))
  const again = make(
    config,
    config.uses.filter(({ id }) => ids.has(id)),
  )
  running.comesIn(again)
  const failures = await prepareAll(config, again, audiences)
  if (isStopping()) await closeAll(again)
  else takeBack(again, failures)
}

function hold(bus: Bus, uses: readonly CheckedUse[]): Audiences {
  const audiences = new Map(uses.map(({ id }) => [id, new Audience(id)]))
  for (const audience of audiences.values()) bus.holdFor(audience)
  return audiences
}

function letGo(bus: Bus, audiences: Audiences): void {
  for (const audience of audiences.values()) {
    if (!audience.isLive) bus.end(audience)
  }
}
