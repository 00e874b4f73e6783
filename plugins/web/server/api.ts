import { type Context, Hono } from 'hono'
import { bearer } from './bearer.ts'
import type { Callers } from './callers.ts'
import { jsonBody } from './json-body.ts'
import { openApi } from './open-api.ts'
import {
  FOR_AGENTS,
  NO_TOKEN,
  onlyWith,
  UNKNOWN_QUERY,
  UNKNOWN_TOKEN,
  unknownOperation,
} from './refusals.ts'
import { refuse } from './refuse.ts'

/** The operations over HTTP: JSON in and out, as `--json`. */
export function api(callers: Callers, version: string): Hono {
  const app = new Hono()
  app.get('/', c => c.json(openApi([...callers.known.values()], version)))
  app.all('/:operation', c => {
    const operation = c.req.param('operation')
    const known = callers.known.get(operation)
    // What only reads may be asked for with GET, without an input: some programs can do no more.
    const methods = known?.kind === 'read' ? ['POST', 'GET', 'HEAD'] : ['POST']
    if (methods.includes(c.req.method)) return perform(c, operation, callers)
    if (known === undefined) return refuse(c, 404, unknownOperation(operation))
    c.header('Allow', methods.join(', '))
    return refuse(c, 405, onlyWith(methods))
  })
  return app
}

async function perform(c: Context, operation: string, callers: Callers): Promise<Response> {
  const caller = await bearer(c, token => callers.find(token), {
    missing: NO_TOKEN,
    unknown: async token => ((await callers.findAgent(token)) ? FOR_AGENTS : UNKNOWN_TOKEN),
  })
  if (caller instanceof Response) return caller
  const denied = caller.refuses(operation, { isStream: false })
  if (denied !== undefined) return refuse(c, denied.code === 'refused' ? 403 : 404, denied)
  const dry = dryOf(c.req.queries())
  if (dry === undefined) return refuse(c, 400, UNKNOWN_QUERY)
  const body = await jsonBody(c.req.raw)
  if ('refusal' in body) return refuse(c, body.status, body.refusal)
  const { signal } = c.req.raw
  const answer = await caller.perform(operation, body.value, { dry, signal })
  if (answer.done) return c.body(JSON.stringify(answer.value), 200, JSON_TYPE)
  return refuse(c, STATUSES[answer.refusal.code] ?? NOT_DONE, answer.refusal)
}

// Everything else could not be done as things are: docs/api.md.
const NOT_DONE = 409
const STATUSES: Readonly<Record<string, 404 | 422>> = { not_found: 404, invalid_input: 422 }
const JSON_TYPE = { 'Content-Type': 'application/json' }

/** Whether `?dry` was given; undefined if something else was: a token must never be in an address. */
function dryOf({
  dry,
  ...others
}: Readonly<Record<string, readonly string[]>>): boolean | undefined {
  if (Object.keys(others).length > 0) return undefined
  if (dry === undefined) return false
  return dry.length === 1 && ['', '1', 'true'].includes(dry[0] ?? '') ? true : undefined
}
