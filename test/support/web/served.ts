import {
  type AccessHolder,
  AccessTokens,
  type Answer,
  type Caller,
  type CallerOperations,
  InstanceOperations,
  type OperationInfo,
} from 'promethean'
import { fakePort, type PluginRun, runPlugin } from 'promethean/testing'
import { onTestFinished } from 'vitest'
import { web } from '../../../plugins/web/index.ts'
import { freePort } from '../process/child.ts'
import { SocketClient } from './socket-client.ts'

/** A call that reached the instance. */
export interface Asked {
  readonly caller: Caller
  readonly name: string
  readonly input: unknown
  readonly dry: boolean
  readonly signal: AbortSignal
}

/** What an instance is that only says what it was asked for. */
export interface FakeInstance {
  readonly asked: Asked[]
  /** By token. */
  readonly holders: Map<string, AccessHolder>
  /** How a call is answered; default: done, with its name. */
  answer(asked: Asked): Promise<Answer<unknown>>
  /** The lines of a stream. */
  lines(asked: Asked): AsyncIterable<unknown>
}

export const DOCK_TOKEN = 'made-up-dock-token'

export function fakeInstance(): FakeInstance {
  return {
    asked: [],
    holders: new Map([[DOCK_TOKEN, { name: 'dock', kind: 'dock' }]]),
    answer: async ({ name }) => ({ done: true, value: { did: name } }),
    lines: async function* () {},
  }
}

/** The ports that `web` needs, of such an instance. */
export function portsOf(instance: FakeInstance) {
  const noted = (asked: Asked) => {
    instance.asked.push(asked)
    return asked
  }
  const operationsOf = (caller: Caller): CallerOperations => ({
    perform: (name, input, { signal, dry = false }) =>
      instance.answer(noted({ caller, name, input, dry, signal })),
    listen: (name, input, { signal, dry = false }) =>
      instance.lines(noted({ caller, name, input, dry, signal })),
  })
  return [
    fakePort(AccessTokens, {
      ensure: async () => {},
      holder: async token => instance.holders.get(token),
    }),
    fakePort(InstanceOperations, {
      list: () => INFOS,
      as: operationsOf,
      forViewers: operationsOf,
    }),
  ]
}

/** The plugin, served on a port of its own until the test ends. */
export interface Served extends FakeInstance {
  readonly port: number
  readonly run: PluginRun
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>
  post(operation: string, input: unknown, token?: string): Promise<Response>
  /** A page that was welcomed. */
  page(token?: string): Promise<SocketClient>
}

export async function serve(options: Parameters<typeof web>[0] = {}): Promise<Served> {
  const instance = fakeInstance()
  const port = await freePort()
  const run = await runPlugin(web({ port, ...options }), { ports: portsOf(instance) })
  onTestFinished(() => run.stop())
  const at = (path: string) => `http://127.0.0.1:${port}${path}`
  return Object.assign(instance, {
    ...{ port, run },
    get: (path: string, headers = {}) => fetch(at(path), { headers }),
    post: (operation: string, input: unknown, token = DOCK_TOKEN) =>
      fetch(at(`/api/${operation}`), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
        body: JSON.stringify(input),
      }),
    page: async (token = DOCK_TOKEN) => {
      const client = await SocketClient.open(port)
      onTestFinished(() => client.socket.terminate())
      client.say({ token })
      await client.next('welcome')
      return client
    },
  })
}

const shape = { type: 'object' }
const each = { forViewers: false, input: shape, output: shape }
const INFOS: readonly OperationInfo[] = [
  { name: 'status', description: 'shows', kind: 'read', isStream: false, foretells: true, ...each },
  { name: 'say', description: 'says', kind: 'act', isStream: false, foretells: true, ...each },
  { name: 'title', description: 'sets', kind: 'act', isStream: false, foretells: false, ...each },
  {
    name: 'activity',
    description: 'counts',
    kind: 'read',
    isStream: false,
    foretells: true,
    ...each,
    forViewers: true,
  },
  { name: 'tail', description: 'tells', kind: 'read', isStream: true, foretells: true, ...each },
]
