import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { type AgentDoor, PrometheanError, refusalOf, withoutUndefined } from 'promethean'
import { bearer } from './bearer.ts'
import type { Callers } from './callers.ts'
import { NO_AGENT_TOKEN, NOT_FOR_AGENTS, UNKNOWN_AGENT_TOKEN } from './refusals.ts'
import { refuse } from './refuse.ts'

// As often as a page's token is looked at.
const LOOK_MS = 1_000
// Read by nobody; the number is the custom of web servers.
const CLIENT_LEFT = 499

/** The door of agents: only a token of theirs opens it, and what is open ends with the token. */
export function agentRoute(agents: AgentDoor, callers: Callers): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>()
  const closed = {
    missing: NO_AGENT_TOKEN,
    unknown: async (token: string) =>
      (await callers.find(token)) ? NOT_FOR_AGENTS : UNKNOWN_AGENT_TOKEN,
  }
  const isOpen = (token: string) =>
    callers.findAgent(token).then(
      holder => holder !== undefined,
      () => false,
    )
  app.all('/', async c => {
    let shown = ''
    const find = (token: string) => {
      shown = token
      return callers.findAgent(token)
    }
    const holder = await bearer(c, find, closed)
    if (holder instanceof Response) return holder
    const { outgoing } = c.env
    // It left while its token was looked up, and nothing would tell that any more.
    if (outgoing.destroyed) return new Response(null, { status: CLIENT_LEFT })
    const looking = setInterval(async () => {
      // The library ends what belongs to a request whose connection closes.
      if (!(await isOpen(shown))) outgoing.destroy()
    }, LOOK_MS)
    outgoing.once('close', () => clearInterval(looking))
    try {
      return await agents.respond(c.req.raw, holder)
    } catch (failure) {
      // The library is missing.
      if (!(failure instanceof PrometheanError)) throw failure
      return refuse(c, 503, withoutUndefined(refusalOf(failure)))
    }
  })
  return app
}
