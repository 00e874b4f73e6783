import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import WebSocket from 'ws'
import { capturesFolder } from '../captures.ts'
import { answerTo } from './authentication.ts'
import { isJson, type Json } from './envelope.ts'
import type { FakeObs } from './fake-obs.ts'

/** The password all was recorded with. */
export const PASSWORD = 'acceptance-secret'

/** One thing that happened: a frame, as parsed or as it was, or the end. */
export interface Item {
  readonly from?: 'server' | 'client'
  readonly frame?: { readonly op?: unknown; readonly d?: unknown }
  readonly text?: string
  readonly binary_hex?: string
  readonly note?: string
  readonly client_event?: string
  readonly code?: number
  readonly reason?: string
}

export interface Session {
  readonly name: string
  readonly log: readonly Item[]
}

/** The folder with frames of a real OBS; undefined if there is none. */
export function recordings(): string | undefined {
  const folder = capturesFolder()
  return folder === undefined ? undefined : join(folder, 'obs')
}

/** The sessions of a recording. */
export function recorded(folder: string, name: string): readonly Session[] {
  const file: unknown = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'))
  if (!isJson(file)) return []
  // The folder's own README says that files are so.
  if (Array.isArray(file.sessions)) return file.sessions as readonly Session[]
  return [{ name, log: file.log as readonly Item[] }]
}

/** What the real OBS sent, event by event. */
export function eventsIn({ log }: Session): readonly Json[] {
  return log.flatMap(({ from, frame }) =>
    from === 'server' && frame?.op === 5 && isJson(frame.d) ? [frame.d] : [],
  )
}

/** A frame as it can be compared: no values that a machine or a moment makes. */
export function signatureOf(frame: Item['frame']): string {
  const d = isJson(frame?.d) ? frame.d : {}
  const status = ({ requestStatus, responseData }: Json) =>
    [requestStatus, isJson(responseData) ? Object.keys(responseData).sort() : 'no data'] as const
  const results = Array.isArray(d.results) ? d.results.filter(isJson).map(status) : undefined
  if (frame?.op === 5) return JSON.stringify([d.eventType, d.eventIntent, d.eventData ?? null])
  if (frame?.op === 7) return JSON.stringify([d.requestId, d.requestType, status(d)], sorted)
  return JSON.stringify([frame?.op, d.requestId, results], sorted)
}

function sorted(_key: string, value: unknown): unknown {
  return isJson(value) ? Object.fromEntries(Object.entries(value).sort()) : value
}

/** A client that says what another one said. */
export class Replay {
  /** What came, to be compared. */
  readonly came: string[] = []
  readonly closed: Promise<readonly [number, string]>
  readonly #socket: WebSocket
  #hello: Json = {}

  constructor(fake: FakeObs) {
    this.#socket = new WebSocket(fake.url, 'obswebsocket.json')
    this.#socket.on('error', () => undefined)
    this.#socket.on('message', bytes => {
      const frame: Item['frame'] = JSON.parse(String(bytes))
      if (frame?.op === 0 && isJson(frame.d)) this.#hello = frame.d
      this.came.push(signatureOf(frame))
    })
    this.closed = new Promise(resolve =>
      this.#socket.on('close', (code, reason) => resolve([code, String(reason)])),
    )
  }

  /** The same, but for the answer to a challenge, which is new each time. */
  say({ frame, text, binary_hex }: Item, challenged: Item): void {
    if (binary_hex !== undefined) this.#socket.send(Buffer.from(binary_hex, 'hex'))
    else this.#socket.send(text ?? JSON.stringify(this.#identified(frame, challenged)))
  }

  end(): void {
    this.#socket.terminate()
  }

  #identified(frame: Item['frame'], challenged: Item): unknown {
    const d = isJson(frame?.d) ? frame.d : {}
    const wasRight = d.authentication === right(challenged.frame?.d)
    if (!wasRight) return frame
    return { ...frame, d: { ...d, authentication: right(this.#hello) } }
  }
}

function right(hello: unknown): string | undefined {
  const { authentication } = isJson(hello) ? hello : {}
  if (!isJson(authentication)) return undefined
  const { salt, challenge } = authentication
  return answerTo({ salt: String(salt), challenge: String(challenge) }, PASSWORD)
}
