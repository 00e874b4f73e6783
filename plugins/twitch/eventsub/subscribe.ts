import { Backoff, pause } from 'promethean'
import { z } from 'zod'
import { type Helix, HelixRefusal } from '../api/helix.ts'
import { missingScopes } from '../scopes.ts'
import { conditionOf, SUBSCRIPTIONS, type Subscription } from './subscriptions.ts'

export interface SubscribeSettings {
  readonly helix: Helix
  readonly session: string
  /** The channel, which is the account that asks. */
  readonly channelId: string
  readonly scopes: readonly string[]
  readonly signal: AbortSignal
  /** Gains each type as it is subscribed. */
  readonly active: Set<string>
  /** Twitch has answered. */
  heard(): void
  /** A skipped subscription, with the reason. */
  leftOut(sentence: string): void
}

const AT_ONCE = 8

/**
 * Subscribes to everything the account's scopes allow and that is not active yet. Refused subscriptions are logged, and the
 * rest continues.
 * @returns whether some were refused only because of a limit, so that they may work later
 * @throws errors that do not concern a single subscription: SignedOut, Unreachable
 */
export async function subscribeAll(wishes: SubscribeSettings): Promise<boolean> {
  const { active, leftOut } = wishes
  for (const sentence of lacking(wishes)) leftOut(sentence)
  const limits = [
    ...(await inLanes(wishes, one => one.unless === undefined)),
    ...(await inLanes(wishes, one => one.unless !== undefined && !active.has(one.unless))),
  ]
  return limits.includes('limited')
}

// Subscriptions of a connection that broke count for some minutes: https://github.com/twitchdev/issues/issues/1094
const AGAIN = { firstMs: 60_000, longestMs: 600_000 }

/**
 * Subscribes to what was refused for a limit alone, later and later, until it is had.
 * @throws as `subscribeAll` does, and the signal's reason
 */
export async function subscribeLater(wishes: SubscribeSettings): Promise<void> {
  const { signal } = wishes
  const backoff = new Backoff(AGAIN)
  do {
    await pause(backoff.next(), signal)
    signal.throwIfAborted()
  } while (await subscribeAll(wishes))
}

type SubscribeOutcome = 'active' | 'left out' | 'limited'

// Each needs a call; one by one they would not all be there before the session's time is up.
async function inLanes(
  wishes: SubscribeSettings,
  isWanted: (one: Subscription) => boolean,
): Promise<readonly SubscribeOutcome[]> {
  const { active, scopes } = wishes
  const left = SUBSCRIPTIONS.filter(
    one => !active.has(one.type) && missingScopes(scopes, one.scopes).length === 0 && isWanted(one),
  )
  const outcomes: SubscribeOutcome[] = []
  const lane = async () => {
    for (let one = left.shift(); one !== undefined; one = left.shift())
      outcomes.push(await subscribe(one, wishes).finally(wishes.heard))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  return outcomes
}

async function subscribe(one: Subscription, wishes: SubscribeSettings): Promise<SubscribeOutcome> {
  try {
    await ask(one, wishes)
  } catch (failure) {
    if (!(failure instanceof HelixRefusal)) throw failure
    // 409: it is there already, by an answer that was lost on its way.
    if (failure.status !== 409) {
      wishes.leftOut(refused(one, failure))
      return failure.status === 429 ? 'limited' : 'left out'
    }
  }
  wishes.active.add(one.type)
  return 'active'
}

function ask(
  one: Subscription,
  { helix, session, channelId, signal }: SubscribeSettings,
): Promise<unknown> {
  const { type, version } = one
  const condition = conditionOf(one, channelId)
  const transport = { method: 'websocket', session_id: session }
  return helix.call({
    method: 'POST',
    path: '/eventsub/subscriptions',
    json: { type, version, condition, transport },
    answer: z.unknown(),
    signal,
  })
}

// Second-choice types are used if available, and not reported if missing.
function lacking({ scopes }: SubscribeSettings): readonly string[] {
  const types = new Map<string, string[]>()
  for (const one of SUBSCRIPTIONS) {
    const missing = missingScopes(scopes, one.scopes)
    if (one.unless !== undefined || missing.length === 0) continue
    const named = `scope${missing.length > 1 ? 's' : ''} ${missing.join(', ')}`
    types.set(named, [...(types.get(named) ?? []), one.type])
  }
  return [...types].map(
    ([named, told]) =>
      `cannot receive ${told.join(', ')}: the sign-in lacks the ${named}; run promethean auth twitch`,
  )
}

function refused({ type }: Subscription, { status, message }: HelixRefusal): string {
  const about = `cannot receive ${type}: Twitch rejects it`
  if (status !== 429)
    return `${about} (${message}); everything else still works, run promethean auth twitch if this persists`
  if (/transports/i.test(message))
    return `${about} because three programs already listen as this account (${message}); stop one of them, retrying in a minute`
  return `${about} (${message}); subscriptions of a broken connection count for some minutes, retrying until then`
}
