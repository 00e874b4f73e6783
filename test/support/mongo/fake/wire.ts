import { BSON, type Document } from 'mongodb'

/** A request as a driver sends it. */
export interface WireRequest {
  readonly requestId: number
  readonly command: string
  readonly database: string
  readonly body: Document
  /** `OP_QUERY`: only a driver's first hello, before it knows our wire version. */
  readonly isLegacy: boolean
  /** False where the driver waits for no answer. */
  readonly wantsReply: boolean
}

const OP_REPLY = 1
const OP_QUERY = 2004
const OP_MSG = 2013
const headerBytes = 16
const maxMessageBytes = 48_000_000

/** Cuts a socket's bytes into requests. Give it each chunk; it gives the requests that are whole. */
export function readRequests(): (chunk: Buffer) => readonly WireRequest[] {
  let held: Buffer[] = []
  let size = 0
  return chunk => {
    held.push(chunk)
    size += chunk.length
    if (size < wanted(held[0])) return []
    let rest = Buffer.concat(held)
    const requests: WireRequest[] = []
    for (let length = wanted(rest); rest.length >= length; length = wanted(rest)) {
      requests.push(parse(rest.subarray(0, length)))
      rest = rest.subarray(length)
    }
    held = rest.length > 0 ? [rest] : []
    size = rest.length
    return requests
  }
}

/** The bytes of an answer. */
export function writeReply(request: WireRequest, answer: Document): Buffer {
  const body = BSON.serialize(answer, { ignoreUndefined: true })
  const head = request.isLegacy ? replyHead() : Buffer.alloc(5)
  const frame = Buffer.alloc(headerBytes)
  frame.writeInt32LE(headerBytes + head.length + body.length, 0)
  frame.writeInt32LE(request.requestId, 8)
  frame.writeInt32LE(request.isLegacy ? OP_REPLY : OP_MSG, 12)
  return Buffer.concat([frame, head, body])
}

function replyHead(): Buffer {
  const head = Buffer.alloc(20)
  head.writeInt32LE(1, 16)
  return head
}

function wanted(bytes: Buffer | undefined): number {
  if (bytes === undefined || bytes.length < 4) return headerBytes
  const length = bytes.readInt32LE(0)
  if (length < headerBytes || length > maxMessageBytes) {
    throw new Error(`cannot read a message of ${length} bytes: it is no MongoDB wire message`)
  }
  return length
}

function parse(message: Buffer): WireRequest {
  const requestId = message.readInt32LE(4)
  const opCode = message.readInt32LE(12)
  if (opCode === OP_MSG) return parseMessage(message, requestId)
  if (opCode === OP_QUERY) return parseQuery(message, requestId)
  throw new Error(`cannot read op code ${opCode}: the fake speaks OP_MSG and the first OP_QUERY`)
}

function parseMessage(message: Buffer, requestId: number): WireRequest {
  const flags = message.readInt32LE(headerBytes)
  const end = message.length - (flags & 1 ? 4 : 0)
  let body: Document = {}
  const sequences: Document = {}
  for (let at = headerBytes + 4; at < end; ) {
    const kind = message[at]
    const size = message.readInt32LE(at + 1)
    const section = message.subarray(at + 1, at + 1 + size)
    if (kind === 0) body = BSON.deserialize(section)
    else readSequence(section, sequences)
    at += 1 + size
  }
  const command = Object.keys(body)[0] ?? ''
  const whole = Object.assign(body, sequences)
  const wantsReply = (flags & 2) === 0
  return { requestId, command, database: body.$db, body: whole, isLegacy: false, wantsReply }
}

function readSequence(section: Buffer, sequences: Document): void {
  const nameEnd = section.indexOf(0, 4)
  const documents: Document[] = []
  for (let at = nameEnd + 1; at < section.length; ) {
    const size = section.readInt32LE(at)
    documents.push(BSON.deserialize(section.subarray(at, at + size)))
    at += size
  }
  sequences[section.toString('utf8', 4, nameEnd)] = documents
}

function parseQuery(message: Buffer, requestId: number): WireRequest {
  const nameEnd = message.indexOf(0, headerBytes + 4)
  const [database = ''] = message.toString('utf8', headerBytes + 4, nameEnd).split('.', 1)
  const body = BSON.deserialize(message.subarray(nameEnd + 9))
  const command = Object.keys(body)[0] ?? ''
  return { requestId, command, database, body, isLegacy: true, wantsReply: true }
}
