import { randomBytes } from 'node:crypto'
import type { WebSocket } from 'ws'
import { answerTo } from './authentication.ts'
import {
  isJson,
  type Json,
  type Message,
  type Request,
  readIdentify,
  readMessage,
  readRequest,
  readSubscriptions,
  Violation,
} from './envelope.ts'
import type { Answer } from './world.ts'

/** What the fake is to its connections. */
export interface House {
  readonly password: string | undefined
  readonly salt: string
  readonly version: string
  /** `no-hello`: opens and is silent; `no-identified`: never says that it took the password. */
  readonly greets: 'hello' | 'no-hello' | 'no-identified' | 'no-upgrade'
  /** Answers a request by sending; where and when is its own. */
  answer(request: Request, send: (answer: Answer) => void): void
  /** A client has sent its authentication string. */
  tried(): void
  /** It dies of this. */
  dies(what: string): void
}

/** One connection to a fake OBS. */
export class Peer {
  readonly socket: WebSocket
  readonly #house: House
  readonly #challenge = randomBytes(32).toString('base64')
  /** The bits of the events it wants; undefined before it has identified. */
  subscriptions: number | undefined

  constructor(socket: WebSocket, house: House) {
    this.socket = socket
    this.#house = house
    socket.on('message', (data: Buffer, isBinary: boolean) => this.#received(data, isBinary))
    socket.on('error', () => {})
    const { password, salt, version } = house
    const authentication = { challenge: this.#challenge, salt }
    if (house.greets === 'no-hello') return
    this.send(0, {
      ...(password !== undefined && { authentication }),
      ...(version.startsWith('5.6') && { obsStudioVersion: '32.0.0' }),
      obsWebSocketVersion: version,
      rpcVersion: 1,
    })
  }

  get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN
  }

  get isIdentified(): boolean {
    return this.subscriptions !== undefined && this.isOpen
  }

  /** Sends an event if it subscribed to this intent. */
  event(intent: number, eventType: string, eventData: Json | undefined): void {
    if (!this.isIdentified || ((this.subscriptions ?? 0) & intent) === 0) return
    this.send(5, { ...(eventData && { eventData }), eventIntent: intent, eventType })
  }

  /** The real server writes keys alphabetically: `d` before `op`. */
  send(op: number, d: Json): void {
    this.socket.send(JSON.stringify({ d, op }))
  }

  #received(data: Buffer, isBinary: boolean): void {
    try {
      this.#take(readMessage(data, isBinary))
    } catch (failure) {
      if (!(failure instanceof Violation)) throw failure
      this.socket.close(failure.code, failure.message)
    }
  }

  #take({ op, d }: Message): void {
    if (op === 1) this.#identify(d)
    else if (this.subscriptions === undefined) {
      const reason = 'You attempted to send a non-Identify message while not identified.'
      throw new Violation(4007, reason)
    } else if (op === 3) {
      this.subscriptions = readSubscriptions(d.eventSubscriptions, this.subscriptions)
      this.send(2, { negotiatedRpcVersion: 1 })
    } else if (op === 6) this.#request(readRequest(d))
    else if (op === 8) this.#batch(d)
    else throw new Violation(4006, `Unknown OpCode: ${op}`)
  }

  #identify(d: Json): void {
    const { password, salt, version, greets } = this.#house
    if (this.subscriptions !== undefined) {
      throw new Violation(4008, 'You are already Identified with the obs-websocket server.')
    }
    const { authentication } = d
    if (authentication !== undefined && typeof authentication !== 'string') {
      if (!version.startsWith('5.1')) throw new Violation(4009, 'Authentication failed.')
      this.#house.dies('authentication that is no string')
      return
    }
    if (authentication !== undefined) this.#house.tried()
    const expected = answerTo({ salt, challenge: this.#challenge }, password ?? '')
    const wanted = readIdentify(d, given => password === undefined || given === expected)
    if (greets === 'no-identified') return
    this.subscriptions = wanted
    this.send(2, { negotiatedRpcVersion: 1 })
  }

  #request(request: Request): void {
    const { requestId, requestType } = request
    this.#house.answer(request, ({ code, comment, data }) => {
      if (!this.isOpen) return
      const requestStatus = { code, ...(comment && { comment }), result: code === 100 }
      this.send(7, { requestId, requestStatus, requestType, ...(data && { responseData: data }) })
    })
  }

  // Serial, as it is by default; what the tests send halts on no failure.
  #batch(d: Json): void {
    const requests = Array.isArray(d.requests) ? d.requests.filter(isJson) : []
    const results: Json[] = []
    for (const one of requests) {
      const requestType = String(one.requestType)
      this.#house.answer(
        { requestId: undefined, requestType, requestData: one.requestData },
        told => {
          const { code, comment, data } = told
          const requestStatus = { code, ...(comment && { comment }), result: code === 100 }
          results.push({ requestStatus, requestType, ...(data && { responseData: data }) })
        },
      )
    }
    this.send(9, { requestId: d.requestId, results })
  }
}
