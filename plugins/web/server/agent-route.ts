import { Hono } from 'hono'
import { type AgentDoor, PrometheanError, refusalOf, withoutUndefined } from 'promethean'
import { bearer } from './bearer.ts'
import type { Callers } from './callers.ts'
import { NOT_OF_AN_AGENT } from './refusals.ts'
import { refuse } from './refuse.ts'

const REFUSALS = { missing: NOT_OF_AN_AGENT, unknown: NOT_OF_AN_AGENT }

/** The door of agents: only a token of theirs opens it. */
export function agentRoute(agents: AgentDoor, callers: Callers): Hono {
  const app = new Hono()
  app.all('/', async c => {
    const holder = await bearer(c, token => callers.findAgent(token), REFUSALS)
    if (holder instanceof Response) return holder
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
