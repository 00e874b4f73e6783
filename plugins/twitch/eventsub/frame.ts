import { z } from 'zod'

/** An event notification. */
export interface Notification {
  readonly messageId: string
  /** When Twitch first sent it. */
  readonly time: Date
  /** `channel.follow` */
  readonly type: string
  readonly event: unknown
}

/** A message of the event socket. */
export type Frame =
  | {
      readonly kind: 'welcome'
      readonly session: string
      readonly keepaliveS: number
      readonly time: Date
    }
  | { readonly kind: 'keepalive' }
  | { readonly kind: 'notification'; readonly notification: Notification }
  | { readonly kind: 'reconnect'; readonly url: string }
  | { readonly kind: 'revocation'; readonly type: string; readonly status: string }
  | { readonly kind: 'malformed'; readonly problem: string }
  /** A kind of message that came after this was written. */
  | { readonly kind: 'other' }

const time = z
  .string()
  .transform(text => new Date(text))
  .refine(date => !Number.isNaN(date.getTime()), 'expected a time')
const frame = z.looseObject({
  metadata: z.looseObject({
    message_id: z.string().min(1),
    message_type: z.string(),
    message_timestamp: time,
  }),
  payload: z.unknown(),
})
const welcome = z.looseObject({
  session: z.looseObject({
    id: z.string().min(1),
    keepalive_timeout_seconds: z.number().positive(),
  }),
})
const reconnect = z.looseObject({
  session: z.looseObject({ reconnect_url: z.url({ protocol: /^wss?$/ }) }),
})
const notification = z.looseObject({
  subscription: z.looseObject({ type: z.string().min(1) }),
  event: z.unknown(),
})
const revocation = z.looseObject({
  subscription: z.looseObject({ type: z.string(), status: z.string() }),
})

/** Reads a message of the event socket. Never throws. */
export function parseFrame(text: string): Frame {
  try {
    return read(frame.parse(JSON.parse(text)))
  } catch (failure) {
    // zod names path and expectation, never the value; a JSON error would quote the text.
    const issue = failure instanceof z.ZodError ? failure.issues[0] : undefined
    const problem =
      issue === undefined ? 'it is not JSON' : `${issue.path.join('.')}: ${issue.message}`
    return { kind: 'malformed', problem }
  }
}

function read({ metadata, payload }: z.output<typeof frame>): Frame {
  switch (metadata.message_type) {
    case 'session_welcome': {
      const { session } = welcome.parse(payload)
      return {
        kind: 'welcome',
        session: session.id,
        keepaliveS: session.keepalive_timeout_seconds,
        time: metadata.message_timestamp,
      }
    }
    case 'session_keepalive':
      return { kind: 'keepalive' }
    case 'session_reconnect':
      return { kind: 'reconnect', url: reconnect.parse(payload).session.reconnect_url }
    case 'notification': {
      const { subscription, event } = notification.parse(payload)
      const { message_id: messageId, message_timestamp: time } = metadata
      return {
        kind: 'notification',
        notification: { messageId, time, type: subscription.type, event },
      }
    }
    case 'revocation':
      return { kind: 'revocation', ...revocation.parse(payload).subscription }
    default:
      return { kind: 'other' }
  }
}
