import { parseDuration } from '../duration.ts'
import type { Event, Told } from '../events/event.ts'
import type { ChatTarget, SayOptions, SendTarget } from '../plugin/ports/chat.ts'
import { channelName } from '../text/channel.ts'
import { safeText } from '../text/safe-text.ts'

const EXPIRES = '30s'

/** A text that a plugin wants to send. */
export interface ChatRequest {
  /** Safe: one line that starts no command. */
  readonly text: string
  /** Undefined if the target names no channel. */
  readonly target: SendTarget | undefined
  /** The plugin that sends it. */
  readonly plugin: string
  readonly cause: Event | undefined
  readonly priority: number
  readonly isGenerated: boolean
  /** By the monotonic clock. */
  readonly saidAt: number
  readonly expiresAt: number
}

/** What a plugin gave to `say`. */
interface Wanted {
  readonly plugin: string
  readonly text: string
  readonly target: ChatTarget
  readonly options: SayOptions
  /** The event the plugin was working on: the cause if none is given. */
  readonly answered: Event | undefined
}

/**
 * The arguments of `say`, made safe.
 * @throws Error if the text is not a string, or a duration is invalid
 */
export function readRequest({ plugin, text, target, options, answered }: Wanted): ChatRequest {
  if (typeof text !== 'string') throw new Error('the text is not a string')
  const { cause = answered, reply, expires = EXPIRES, priority = 0, isGenerated = false } = options
  if (!Number.isFinite(priority)) throw new Error('the priority is not a number')
  return {
    text: safeText(text, isGenerated),
    target: resolve(target, cause, reply),
    plugin,
    cause: 'to' in target ? target.to : cause,
    priority,
    isGenerated,
    saidAt: performance.now(),
    expiresAt: performance.now() + parseDuration(expires),
  }
}

/** A request that cannot be read, so that its drop can be reported. */
export function unreadable(plugin: string, target: unknown): ChatRequest {
  const cause =
    typeof target === 'object' && target !== null && 'to' in target ? target.to : undefined
  return {
    text: '',
    target: undefined,
    plugin,
    // Whatever the plugin passed: only its id is read.
    cause: typeof cause === 'object' && cause !== null ? (cause as Event) : undefined,
    priority: 0,
    isGenerated: false,
    saidAt: 0,
    expiresAt: 0,
  }
}

/** What an event about it has besides its data. */
export function about({ target, cause }: ChatRequest): Told {
  return {
    platform: target?.platform,
    channel: target?.channel,
    cause: cause?.id,
    test: cause?.test,
  }
}

function resolve(
  target: ChatTarget,
  cause: Event | undefined,
  reply = false,
): SendTarget | undefined {
  const { platform, channel: written } = 'to' in target ? target.to : target
  if (!platform || !written) return undefined
  const channel = channelName(platform, written)
  const isReply = reply && 'to' in target && target.to.type === 'chat.message'
  const replyTo = isReply ? target.to.data.messageId : ''
  const streamId =
    'to' in target ? streamIn(target.to) : (target.streamId ?? streamOf(cause, platform, channel))
  return {
    platform,
    channel,
    ...(replyTo !== '' && { replyTo }),
    ...(streamId !== undefined && { streamId }),
  }
}

// For a channel by name: an answer goes to the broadcast of its cause.
function streamOf(asked: Event | undefined, platform: string, channel: string) {
  if (asked?.channel === undefined || asked.platform !== platform) return undefined
  return channelName(platform, asked.channel) === channel ? streamIn(asked) : undefined
}

function streamIn({ data }: Event): string | undefined {
  const id: unknown = Reflect.get(Object(data), 'streamId')
  return typeof id === 'string' && id !== '' ? id : undefined
}
