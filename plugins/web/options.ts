import { hostInAddress, isHost } from 'promethean'
import { z } from 'zod'

const host = z
  .string()
  .trim()
  .refine(isHost, {
    error: 'expected only a host, such as 192.168.1.5 or studio-pc',
    params: { advice: 'use the option port for its port' },
  })

/** The options of `web`. */
export const options = z
  .strictObject({
    port: z
      .int()
      .min(1)
      .max(65_535)
      .default(7590)
      .describe('where it listens; OBS keeps the address, so it never takes another one by itself'),
    host: host
      .default('127.0.0.1')
      .describe("this computer's address where it listens; 0.0.0.0 for all of them"),
    names: z
      .array(host)
      .default([])
      .describe('under which other devices open it: 192.168.1.5; required if host is 0.0.0.0'),
  })
  .refine(({ host, names }) => !isEverywhere(host) || names.length > 0, {
    path: ['names'],
    error: 'expected at least one name under which other devices open this computer',
    params: { advice: "write names: ['192.168.1.5'] with its own, or leave out host" },
  })
  .prefault({})

export type WebOptions = z.output<typeof options>

/** Whether only this computer can reach it. */
export function isLocal({ host }: Pick<WebOptions, 'host'>): boolean {
  return /^(localhost|127(\.\d+){3}|\[?::1\]?)$/i.test(host)
}

/** The address of the page. */
export function addressOf({ port, host, names }: WebOptions): string {
  const [name = '127.0.0.1'] = isEverywhere(host) ? names : [host]
  return `http://${hostInAddress(name)}:${port}/`
}

/** The address under which this computer reaches it itself. */
export function localAddressOf({ port, host }: WebOptions): string {
  return `http://${hostInAddress(isEverywhere(host) ? '127.0.0.1' : host)}:${port}/`
}

/**
 * The address of a page that was opened under another one: the same name if it still has it.
 * @param host as in the `Host` of its request
 */
export function addressFor(options: WebOptions, host: string): string {
  const { hostname } = new URL(`http://${host}`)
  const same = `${hostname}:${options.port}`
  return hostsOf(options).has(same) ? new URL(`http://${same}`).href : addressOf(options)
}

/** What a browser may call it, as in the `Host` of a request. */
export function hostsOf({ port, host, names }: WebOptions): ReadonlySet<string> {
  const own = isEverywhere(host) || isLocal({ host }) ? LOOPBACK : []
  const given = isEverywhere(host) ? names : [host, ...names]
  const all = [...own, ...given].map(name => hostInAddress(name).toLowerCase())
  // Browsers leave out the port of http.
  return new Set(all.flatMap(name => [`${name}:${port}`, ...(port === 80 ? [name] : [])]))
}

const LOOPBACK = ['127.0.0.1', 'localhost', '::1']

function isEverywhere(host: string): boolean {
  return /^(0\.0\.0\.0|\[?::\]?)$/.test(host)
}
