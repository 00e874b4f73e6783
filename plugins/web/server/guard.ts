import type { IncomingMessage } from 'node:http'
import type { Refusal } from '../wire.ts'
import { STRANGE_NAME, STRANGER } from './refusals.ts'

/** What of a request says where it comes from. */
export interface Sender {
  readonly host?: string | undefined
  readonly origin?: string | undefined
}

/**
 * Why a request is refused before anything of it is answered; undefined if it is not. One that has two names, or whose
 * address has another, is read in different ways by different programs.
 */
export function refusedSender(
  hosts: ReadonlySet<string>,
  { headers, headersDistinct, url }: Pick<IncomingMessage, 'headers' | 'headersDistinct' | 'url'>,
): Refusal | undefined {
  const isClear = (headersDistinct.host?.length ?? 0) < 2 && /^[/*]/.test(url ?? '')
  return isClear ? foreign(hosts, headers) : STRANGE_NAME
}

/**
 * Why a request is refused before anything else of it is read; undefined if it is not. A page of somebody else may have a
 * name of its own that leads here (DNS rebinding), so the name must be one of ours; and a browser tells whose page opens a
 * WebSocket or acts. Programs tell nothing of that.
 */
export function foreign(hosts: ReadonlySet<string>, { host, origin }: Sender): Refusal | undefined {
  const name = host?.toLowerCase() ?? ''
  if (!hosts.has(name)) return STRANGE_NAME
  return origin === undefined || origin.toLowerCase() === `http://${name}` ? undefined : STRANGER
}

/** Where a page opens its WebSocket. */
export const SOCKET_PATH = '/socket'

/** Whether a request wants to be a WebSocket; `Upgrade` may name anything else, and is then no matter. */
export function wantsWebSocket({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket'
}

/** Whether it can be one: RFC 6455, section 4.2.1. */
export function isHandshake({ method, headers }: IncomingMessage): boolean {
  const version = headers['sec-websocket-version'] ?? ''
  const key = headers['sec-websocket-key'] ?? ''
  return method === 'GET' && /^(8|13)$/.test(version) && /^[+/\dA-Za-z]{22}==$/.test(key)
}
