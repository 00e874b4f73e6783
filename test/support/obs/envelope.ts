/** A JSON object of unknown fields. */
export type Json = Readonly<Record<string, unknown>>

/** A message the real server closes the connection for. */
export class Violation extends Error {
  readonly code: number

  constructor(code: number, reason: string) {
    super(reason)
    this.code = code
  }
}

export interface Message {
  readonly op: number
  readonly d: Json
}

/** Reads a message as obs-websocket 5.1.0 does, in its order of checks. @throws Violation */
export function readMessage(data: Buffer, isBinary: boolean): Message {
  if (isBinary) {
    throw new Violation(
      4002,
      'Your session encoding is set to Json, but a binary message was received.',
    )
  }
  const payload = decoded(data.toString())
  if (!isJson(payload)) throw new Violation(4002, 'You sent a non-object payload.')
  if ('request-type' in payload && 'message-id' in payload) {
    throw new Violation(
      4010,
      'You appear to be attempting to connect with the pre-5.0.0 plugin protocol. Check to make sure your client is updated.',
    )
  }
  if (!('op' in payload)) throw new Violation(4006, 'Your request is missing an `op`.')
  if (typeof payload.op !== 'number') throw new Violation(4006, 'Your `op` is not a number.')
  if (!('d' in payload)) throw new Violation(4003, 'Your payload is missing data (`d`).')
  if (!isJson(payload.d)) throw new Violation(4004, "Your payload's data (`d`) is not an object.")
  return { op: payload.op, d: payload.d }
}

/** The fields of an Identify. @throws Violation */
export function readIdentify(d: Json, check: (authentication: string) => boolean): number {
  const { authentication, rpcVersion, eventSubscriptions } = d
  if (authentication === undefined && !check('')) {
    const reason =
      "Your payload's data is missing an `authentication` string, however authentication is required."
    throw new Violation(4009, reason)
  }
  if (typeof authentication === 'string' && !check(authentication)) {
    throw new Violation(4009, 'Authentication failed.')
  }
  if (rpcVersion === undefined) {
    throw new Violation(4003, "Your payload's data is missing an `rpcVersion`.")
  }
  if (!isUnsigned(rpcVersion)) {
    throw new Violation(4004, 'Your `rpcVersion` is not an unsigned number.')
  }
  if (rpcVersion !== 1) {
    throw new Violation(4010, 'Your requested RPC version is not supported by this server.')
  }
  return readSubscriptions(eventSubscriptions)
}

/** The bits of the wanted events; all normal ones where nothing is said. @throws Violation */
export function readSubscriptions(value: unknown, otherwise = 2047): number {
  if (value === undefined) return otherwise
  if (!isUnsigned(value)) {
    throw new Violation(4004, 'Your `eventSubscriptions` is not an unsigned number.')
  }
  return value
}

export interface Request {
  readonly requestId: unknown
  readonly requestType: string
  readonly requestData: unknown
}

/** The fields of a Request. @throws Violation */
export function readRequest(d: Json): Request {
  if (d.requestId === undefined) {
    throw new Violation(4003, 'Your payload data is missing a `requestId`.')
  }
  if (d.requestType === undefined) {
    throw new Violation(4003, "Your payload's data is missing an `requestType`.")
  }
  if (typeof d.requestType !== 'string') {
    throw new Violation(4004, 'Your `requestType` is not a string.')
  }
  return { requestId: d.requestId, requestType: d.requestType, requestData: d.requestData }
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function decoded(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Violation(4002, 'Unable to decode Json: [json.exception.parse_error.101] parse error')
  }
}

function isUnsigned(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0
}
