import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { FakeEventServer } from './event-server.ts'
import { FakeHelix } from './helix.ts'
import { FakeIdServer } from './id-server.ts'
import { type FakeAnswer, type FakeRequest, readRequest } from './request.ts'
import { FakeWorld } from './world.ts'

type Fault = FakeAnswer | 'silence' | 'hang up'

/** Twitch's sign-in server, Helix and EventSub on one port, at the paths Twurple looks for a mock. */
export class FakeTwitchApi {
  readonly world = new FakeWorld()
  readonly id = new FakeIdServer(this.world)
  readonly events = new FakeEventServer()
  readonly helix = new FakeHelix(this.world, this.events)
  /** All so far, with their paths below `/auth`, `/mock`. */
  readonly requests: FakeRequest[] = []
  readonly #faults = new Map<string, Fault[]>()
  readonly #servers: Server[] = []
  #port = 0

  get port(): number {
    return this.#port
  }

  /** The option `urls` of the plugin. */
  get urls() {
    const http = `http://127.0.0.1:${this.#port}`
    return { id: `${http}/auth`, api: `${http}/mock`, eventsub: this.events.url }
  }

  /** The next request to this path (`POST /token`) meets with this. */
  fail(what: string, ...faults: readonly Fault[]): void {
    this.#faults.set(what, [...(this.#faults.get(what) ?? []), ...faults])
  }

  asked(what: string): readonly FakeRequest[] {
    return this.requests.filter(({ method, path }) => `${method} ${path}` === what)
  }

  async listen(): Promise<void> {
    await this.#listen('127.0.0.1')
    this.events.url = `ws://127.0.0.1:${this.#port}/ws`
    // `localhost` may be either; a machine without IPv6 has one.
    await this.#listen('::1').catch(() => undefined)
  }

  async close(): Promise<void> {
    await this.events.close()
    await Promise.all(
      this.#servers.splice(0).map(server => {
        server.closeAllConnections()
        return new Promise(resolve => server.close(resolve))
      }),
    )
  }

  async #listen(host: string): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request, response))
    server.on('upgrade', (request, stream, head) => this.events.upgrade(request, stream, head))
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(this.#port, host, resolve)
    })
    const address = server.address()
    if (typeof address === 'object' && address !== null) this.#port = address.port
    this.#servers.push(server)
  }

  async #answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const whole = await readRequest(incoming)
    const [, server = '', path = whole.path] = /^\/(auth|mock)(\/.*)$/.exec(whole.path) ?? []
    const request = { ...whole, path }
    this.requests.push(request)
    const fault = this.#faults.get(`${request.method} ${path}`)?.shift()
    if (fault === 'silence') return
    if (fault === 'hang up') return void incoming.socket.destroy()
    const answer = fault ?? (server === 'auth' ? this.id : this.helix).answer(request)
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
    response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body))
  }
}

export async function startFakeTwitchApi(): Promise<FakeTwitchApi> {
  const fake = new FakeTwitchApi()
  await fake.listen()
  return fake
}
