import { type Fields, fieldsOf, numberOf, textOf } from '../live/told-event.ts'
import { nameOf, personOf } from '../people/person.ts'
import { moneyText } from '../streams/money.ts'
import { texts } from '../texts.ts'

export type Kind = keyof typeof texts.events.kinds

/** What the data of an event says. */
export interface Told {
  readonly kind: Kind
  readonly what: string
  /** Whom it is about; present, but undefined for somebody anonymous. */
  readonly user?: unknown
  readonly quote?: string | undefined
}

type Tell = (data: Fields) => Told | undefined

const words = texts.events

/** What each type says; undefined for one that is not worth a line. */
export const TOLD: Readonly<Record<string, Tell>> = {
  'channel.followed': ({ user }) => ({ kind: 'follow', what: '', user }),
  'channel.subscribed': subscribed,
  'channel.gifted': ({ user, count, tier }) => ({
    ...{ kind: 'gift', user },
    what: listed(words.gifts(numberOf(count) ?? 1), tierOf(tier)),
  }),
  'channel.cheered': ({ user, bits, text }) => ({
    ...{ kind: 'cheer', user, quote: textOf(text) },
    what: words.bits(numberOf(bits) ?? 0),
  }),
  'channel.tipped': ({ user, amount, currency, text }) => ({
    ...{ kind: 'tip', user, quote: textOf(text) },
    what: moneyText(numberOf(amount) ?? 0, textOf(currency) ?? ''),
  }),
  'channel.raided': ({ from, viewers }) => ({
    ...{ kind: 'raid', user: from },
    what: words.viewers(numberOf(viewers) ?? 0),
  }),
  'channel.redeemed': redeemed,
  'channel.updated': ({ title, category }) => ({
    ...{ kind: 'title', quote: textOf(title) },
    what: listed(textOf(category) && words.category(textOf(category) ?? '')),
  }),
  'title.changed': ({ title, target, isConfirmed }) => ({
    ...{ kind: 'title', quote: textOf(title) },
    what: listed(
      words.by(textOf(target) ?? ''),
      isConfirmed === false ? words.unconfirmed : undefined,
    ),
  }),
  'channel.hyped': ({ phase, level }) =>
    atItsEnds(phase, told => ({ kind: 'show', what: words.hype(told, numberOf(level)) })),
  'channel.polled': ({ phase, title }) =>
    atItsEnds(phase, told => ({ kind: 'show', what: words.poll(told), quote: textOf(title) })),
  'channel.predicted': ({ phase, title }) =>
    atItsEnds(phase, told => {
      return { kind: 'show', what: words.prediction(told), quote: textOf(title) }
    }),
  'channel.ad.started': ({ seconds }) => ({ kind: 'show', what: words.ad(numberOf(seconds) ?? 0) }),
  'stream.online': ({ title }) => ({ kind: 'stream', what: words.online, quote: textOf(title) }),
  'stream.offline': () => ({ kind: 'stream', what: words.offline }),
  'obs.stream.started': () => ({ kind: 'stream', what: words.obsStarted }),
  'obs.stream.stopped': () => ({ kind: 'stream', what: words.obsStopped }),
  'obs.recording.started': () => ({ kind: 'stream', what: words.recordingStarted }),
  'obs.recording.stopped': () => ({ kind: 'stream', what: words.recordingStopped }),
  'config.reloaded': reloaded,
  'plugin.failed': ({ plugin, reason }) => trouble(plugin, words.failed, reason),
  'source.stale': ({ source }) => trouble(source, words.stale),
  'source.disconnected': ({ source, reason }) => trouble(source, words.disconnected, reason),
}

function subscribed({ user, tier, months, isResub, text, gift }: Fields): Told {
  const total = numberOf(months)
  const length = total === undefined || total < 1 ? undefined : words.months(total)
  const what = listed(
    gift === undefined ? (isResub === true ? length : words.new) : giftFrom(fieldsOf(gift)),
    tierOf(tier),
  )
  return { kind: 'sub', what, user, quote: textOf(text) }
}

function giftFrom({ from }: Fields): string {
  const name = nameOf(personOf(from))
  return name === undefined ? words.giftFromSomebody : words.giftFrom(name)
}

function redeemed({ user, reward, text }: Fields): Told {
  const { title, cost } = fieldsOf(reward)
  const points = numberOf(cost)
  const quote = listed(textOf(title), textOf(text) || undefined)
  return { kind: 'redeem', what: points === undefined ? '' : words.cost(points), user, quote }
}

function reloaded({ restarted, added, removed }: Fields): Told {
  const changed = [restarted, added, removed].flatMap(ids => (Array.isArray(ids) ? ids : []))
  return { kind: 'reload', what: words.reloaded(changed.length), quote: changed.join(', ') }
}

function trouble(who: unknown, what: string, reason?: unknown): Told {
  return { kind: 'trouble', what: `${textOf(who) ?? ''} ${what}`.trim(), quote: textOf(reason) }
}

// A hype train or a poll tells each step.
function atItsEnds(phase: unknown, tell: (phase: string) => Told): Told | undefined {
  return typeof phase === 'string' && phase !== 'progressed' ? tell(phase) : undefined
}

/** Twitch counts tiers in thousands. */
function tierOf(tier: unknown): string | undefined {
  const told = textOf(tier)
  if (told === undefined || told === '') return undefined
  if (told.toLowerCase() === 'prime') return words.prime
  return words.tier(/^[123]000$/.test(told) ? told.charAt(0) : told)
}

function listed(...parts: readonly (string | undefined)[]): string {
  return parts.filter(part => part !== undefined && part !== '').join(', ')
}
