import { event, type NewEvent, type User } from 'promethean'
import { type MonoTypeOperatorFunction, Observable } from 'rxjs'

// The announcement and the parts of a gift come within a second or two of each other, in any order.
const QUIET_MS = 3_000
const LONGEST_MS = 15_000
const MAX_KNOWN = 1_000
const MAX_WAITING = 200

type GiftPart = NewEvent<'channel.subscribed'>

/** A gift to many of which only parts were heard so far. */
interface UnheardGift {
  readonly first: GiftPart
  readonly giftId: string
  readonly receivers: Set<string>
  /** By the monotonic clock. */
  readonly since: number
  timer: NodeJS.Timeout | undefined
}

/**
 * Twitch tells a gift to many in two parts: who gives how many, and each who gets one, under the gift's id. Where the
 * first was not heard, as in an outage, those who got one are counted: after 3 s of quiet, 15 s at most, the giver is
 * told all the same. By the gift's id it is one event with an announcement told later, or by another source.
 * @param signal what still waits when it aborts is told at once
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
      // A gift to one was told with its receiver, by the notice they share.
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
