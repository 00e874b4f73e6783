import { Hono } from 'hono'
import type { AgentDoor } from 'promethean'
import { bearer } from './bearer.ts'
import type { Callers } from './callers.ts'
import { NOT_OF_AN_AGENT } from './refusals.ts'

const REFUSALS = { missing: NOT_OF_AN_AGENT, unknown: NOT_OF_AN_AGENT }

/** The door of agents: only a token of theirs opens it. */
export function agentRoute(agents: AgentDoor, callers: Callers): Hono {
  const app = new Hono()
  app.all('/', async c => {
    const holder = await bearer(c, token => callers.findAgent(token), REFUSALS)
    return holder instanceof Response ? holder : agents.respond(c.req.raw, holder)
  })
  return app
}
