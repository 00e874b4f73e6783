import type { Refusal } from '../wire.ts'
import { STRANGE_NAME, STRANGER } from './refusals.ts'

/** What of a request says where it comes from. */
export interface Sender {
  readonly host?: string | undefined
  readonly origin?: string | undefined
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
