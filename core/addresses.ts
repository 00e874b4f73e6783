import { isIPv6 } from 'node:net'

const NAME = /^[\p{L}\p{M}\p{N}_-]+(?:\.[\p{L}\p{M}\p{N}_-]+)*\.?$/u

/** Whether a text is only a host: a name, or an IP address (IPv6 with or without brackets). */
export function isHost(text: string): boolean {
  if (isIPv6(withoutBrackets(text))) return true
  // Other characters have a meaning of their own in an address, or are a typing mistake.
  return NAME.test(text) && /[\p{L}\p{N}]/u.test(text) && URL.parse(`http://${text}/`) !== null
}

/** A host as written in a URL: IPv6 in brackets. */
export function hostInAddress(host: string): string {
  const bare = withoutBrackets(host)
  return isIPv6(bare) ? `[${bare}]` : host
}

/**
 * Whether a text is a server's address: `http://` or `https://` (or `ws://`, `wss://`), a host, and optionally a port and
 * a path. Does not connect.
 */
export function isServerAddress(text: string, scheme: 'http' | 'ws'): boolean {
  const url = URL.parse(text)
  if (url === null || !new RegExp(`^${scheme}s?://[^/\\s]`, 'i').test(text)) return false
  // User and password would be sent nowhere, a query or a fragment would end up within the path.
  const isBare = !/[\s?#]/.test(text) && url.username === '' && url.password === ''
  return isBare && url.port !== '0'
}

function withoutBrackets(text: string): string {
  return /^\[.*\]$/.test(text) ? text.slice(1, -1) : text
}
