import { event, type NewEvent, type User } from 'promethean'
import { type MonoTypeOperatorFunction, Observable } from 'rxjs'

// The announcement and the parts of a gift come within a second or two of each other, in any order.
const QUIET_MS = 3_000
const LONGEST_MS = 15_000
const MAX_KNOWN = 1_000
const MAX_WAITING = 200

type GiftPart = NewEvent<'channel.subscribed'>

/** A gift to many whose announcement was not received yet. */
interface UnheardGift {
  readonly first: GiftPart
  readonly giftId: string
  readonly receivers: Set<string>
  /** By the monotonic clock. */
  readonly since: number
  timer: NodeJS.Timeout | undefined
}

/**
 * Twitch reports a gift to many in two parts: an announcement with the number, and one event per recipient, with the gift's
 * id. If the announcement was missed, as in an outage, the recipients are counted, and the gift is published after 3 s
 * without another one, at most 15 s. With the gift's id as key, it is the same event as a later announcement or that of
 * another source.
 * @param signal when it aborts, waiting gifts are published at once
 */
export function tellUnheardGifts(signal: AbortSignal): MonoTypeOperatorFunction<NewEvent> {
  return source =>
    new Observable(subscriber => {
      const gifts = new UnheardGifts(told => subscriber.next(told))
      const tellAll = () => gifts.tellAll()
      signal.addEventListener('abort', tellAll)
      subscriber.add(() => {
        signal.removeEventListener('abort', tellAll)
        gifts.end()
      })
      subscriber.add(
        source.subscribe({
          next: told => {
            gifts.hear(told)
            subscriber.next(told)
          },
          error: failure => subscriber.error(failure),
          complete: () => subscriber.complete(),
        }),
      )
    })
}

class UnheardGifts {
  readonly #tell: (told: NewEvent) => void
  readonly #known = new Set<string>()
  readonly #waiting = new Map<string, UnheardGift>()

  constructor(tell: (told: NewEvent) => void) {
    this.#tell = tell
  }

  hear(told: NewEvent): void {
    if (told.type === 'channel.gifted') {
      if (told.key) this.#know(nameOf(told, told.key))
    } else if (told.type === 'channel.subscribed' && told.data.gift?.giftId) {
      // A gift to one user was already reported with its recipient, by the same notice.
      const isToOne = told.key !== undefined && this.#known.has(nameOf(told, told.key))
      if (!isToOne) this.#count(told, told.data.gift.giftId)
    }
  }

  tellAll(): void {
    for (const name of [...this.#waiting.keys()]) this.#tellOf(name)
  }

  end(): void {
    for (const { timer } of this.#waiting.values()) clearTimeout(timer)
    this.#waiting.clear()
  }

  #know(name: string): void {
    clearTimeout(this.#waiting.get(name)?.timer)
    this.#waiting.delete(name)
    this.#known.add(name)
    const [oldest] = this.#known
    if (this.#known.size > MAX_KNOWN && oldest !== undefined) this.#known.delete(oldest)
  }

  #count(part: GiftPart, giftId: string): void {
    const name = nameOf(part, giftId)
    if (this.#known.has(name)) return
    const waiting = this.#waiting.get(name) ?? this.#begin(name, part, giftId)
    waiting.receivers.add(part.data.user.name)
    clearTimeout(waiting.timer)
    const leftMs = waiting.since + LONGEST_MS - performance.now()
    waiting.timer = setTimeout(() => this.#tellOf(name), Math.min(QUIET_MS, Math.max(0, leftMs)))
  }

  #begin(name: string, first: GiftPart, giftId: string): UnheardGift {
    const [oldest] = this.#waiting.keys()
    if (this.#waiting.size >= MAX_WAITING && oldest !== undefined) this.#tellOf(oldest)
    const since = performance.now()
    const waiting = { first, giftId, receivers: new Set<string>(), since, timer: undefined }
    this.#waiting.set(name, waiting)
    return waiting
  }

  #tellOf(name: string): void {
    const waiting = this.#waiting.get(name)
    if (waiting === undefined) return
    this.#know(name)
    this.#tell(giftOf(waiting))
  }
}

function nameOf({ platform, channel, test }: NewEvent, key: string): string {
  return [platform, channel, test === true, key].join('\u0000')
}

function giftOf({ first, giftId, receivers }: UnheardGift): NewEvent {
  const { type: _subscribed, data, ...told } = first
  const user = giverOf(data.gift?.from)
  const by = user === undefined ? { isAnonymous: true } : { user }
  const tier = data.tier === undefined ? {} : { tier: data.tier }
  return event(
    'channel.gifted',
    { ...by, count: receivers.size, ...tier },
    { ...told, key: giftId },
  )
}

function giverOf(from: Partial<User> | undefined): User | undefined {
  const { id, name } = from ?? {}
  if (name === undefined) return undefined
  return { displayName: name, roles: [], ...from, id: id ?? name, name }
}
