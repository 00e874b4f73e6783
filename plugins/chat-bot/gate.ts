import {
  anyOf,
  type Event,
  ownsChannel,
  type Streamer,
  type StreamState,
  type User,
} from 'promethean'
import type { Cooldown, Cooldowns } from './cooldowns.ts'
import { isEventType } from './options.ts'
import type { CheckedRule } from './rules/checked-rule.ts'

interface GateParts {
  readonly use: string
  readonly streamer: Streamer
  readonly streamState: StreamState
  readonly ignore: readonly string[]
  /** The key of a cooldown; test events have cooldowns of their own. */
  cooldowns(event: Event): Cooldowns
  random(): number
}

/** What holds a rule back. */
export interface HoldReason {
  /** One word, for the counts in `status`. */
  readonly code: string
  readonly text: string
}

/** Decides whether a rule is held back, and why. */
export class Gate {
  readonly #parts: GateParts
  readonly #isIgnored: (user: Partial<User>) => boolean

  constructor(parts: GateParts) {
    this.#parts = parts
    this.#isIgnored = anyOf(parts.ignore)
  }

  /** Why this user is never answered. */
  neverAnswered(event: Event): HoldReason | undefined {
    if (event.type === 'chat.message' && event.data.isSelf)
      return { code: 'own_line', text: 'the bot wrote the message itself' }
    // The plugin's own messages: answering them would never end.
    if (Reflect.get(event.data, 'plugin') === this.#parts.use)
      return { code: 'own_doing', text: 'the bot caused it itself' }
    const user = doerOf(event)
    if (user === undefined) return undefined
    const { streamer } = this.#parts
    if (streamer.isBot(user, event.platform)) return { code: 'bot', text: 'its author is a bot' }
    if (streamer.isRelay(user)) return { code: 'relay', text: 'its author is a relay' }
    return this.#isIgnored(user) ? { code: 'ignored', text: 'its author is ignored' } : undefined
  }

  /** Why a rule does not act on this event now; if it may, its cooldown starts. */
  heldBack(entry: CheckedRule, event: Event): HoldReason | undefined {
    const why = this.#condition(entry, event) ?? this.#resting(entry, event)
    if (why !== undefined) return why
    const { chance } = entry.rule
    if (chance < 1 && this.#parts.random() >= chance)
      return { code: 'chance', text: `chance: not this time (${chance})` }
    for (const rest of restsOf(entry, event)) this.#parts.cooldowns(event).start(rest)
    return undefined
  }

  /** Cancels the cooldown, because nothing was done. */
  giveBack(entry: CheckedRule, event: Event): void {
    for (const rest of restsOf(entry, event)) this.#parts.cooldowns(event).giveBack(rest)
  }

  /** Whether a user may use a rule at all, regardless of cooldowns. */
  isFor(entry: CheckedRule, event: Event): boolean {
    return this.#condition(entry, event) === undefined
  }

  #condition({ rule }: CheckedRule, event: Event): HoldReason | undefined {
    const { platforms, roles, onlyLive, shared } = rule
    if (!shared && event.type === 'chat.message' && event.data.sharedFrom)
      return { code: 'shared_chat', text: 'the message is from another channel of a shared chat' }
    if (platforms && !platforms.includes(event.platform ?? '')) {
      const text = `not on ${event.platform ?? 'this platform'}, only on ${platforms.join(', ')}`
      return { code: 'platform', text }
    }
    if (roles && !hasRole(doerOf(event), roles))
      return { code: 'role', text: `role missing: ${roles.join(' or ')}` }
    // A moderator of another channel has no role here. Test events may be from any channel.
    if (roles && !event.test && !ownsChannel(this.#parts.streamer, event))
      return { code: 'role', text: 'the role is from another channel' }
    // A raid on another channel is not a raid on the streamer.
    if (!shared && isEventType(rule.on) && !ownsChannel(this.#parts.streamer, event))
      return { code: 'channel', text: `${event.channel} is not your channel` }
    const isOff = onlyLive && !this.#parts.streamState.isLive()
    return isOff ? { code: 'offline', text: 'no stream is live' } : undefined
  }

  #resting(entry: CheckedRule, event: Event): HoldReason | undefined {
    for (const rest of restsOf(entry, event)) {
      const ms = this.#parts.cooldowns(event).left(rest)
      const whose = rest.user === undefined ? 'cooldown' : 'user cooldown'
      const text = `${whose} ${Math.ceil(ms / 1_000)} s left`
      if (ms > 0) return { code: whose.replace(' ', '_'), text }
    }
    return undefined
  }
}

/** The user who caused an event: for a raid its leader, for a gift the giver. */
export function doerOf({ data }: Event): Partial<User> | undefined {
  const gift = 'gift' in data ? data.gift : undefined
  if (gift !== undefined) return (Object(gift) as { readonly from?: Partial<User> }).from
  if ('user' in data) return data.user as Partial<User> | undefined
  return 'from' in data ? (data.from as Partial<User> | undefined) : undefined
}

function hasRole(user: Partial<User> | undefined, wanted: readonly string[]): boolean {
  const roles = user?.roles ?? []
  return roles.includes('broadcaster') || roles.some(role => wanted.includes(role))
}

function restsOf(
  { name: rule, cooldownMs, userCooldownMs }: CheckedRule,
  event: Event,
): readonly Cooldown[] {
  const id = userCooldownMs > 0 ? doerOf(event)?.id : undefined
  return [
    ...(cooldownMs > 0 ? [{ rule, ms: cooldownMs }] : []),
    ...(id === undefined ? [] : [{ rule, ms: userCooldownMs, user: `${event.platform}:${id}` }]),
  ]
}
