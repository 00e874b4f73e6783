import { Hono } from 'hono'
import { api, refuse } from './api.ts'
import type { Callers } from './callers.ts'
import { foreign } from './guard.ts'
import { HEADERS } from './headers.ts'
import type { PageFiles } from './page-files.ts'
import { NOTHING_THERE, refusalOf } from './refusals.ts'
import { INSTANCE_HEADER } from './run.ts'

export interface AppParts {
  readonly callers: Callers
  readonly version: string
  readonly hosts: ReadonlySet<string>
  /** As `instanceOf` names it. */
  readonly instance: string
  /** Called at the first request for it. */
  page(): Promise<PageFiles>
}

/** What is answered over HTTP. */
export function webApp({ callers, version, hosts, instance, page }: AppParts): Hono {
  const app = new Hono()
  app.use(async (c, next) => {
    const refusal = foreign(hosts, { host: c.req.header('host'), origin: c.req.header('origin') })
    if (refusal === undefined) await next()
    else c.res = refuse(c, 403, refusal)
    for (const [name, value] of Object.entries(HEADERS)) c.res.headers.set(name, value)
    c.res.headers.set(INSTANCE_HEADER, instance)
  })
  app.get('/', async c => c.html((await page()).html))
  app.get('/page.js', async c => {
    return c.body((await page()).js, 200, { 'Content-Type': 'text/javascript; charset=utf-8' })
  })
  app.get('/page.css', async c => {
    return c.body((await page()).css, 200, { 'Content-Type': 'text/css; charset=utf-8' })
  })
  app.get('/favicon.ico', c => c.body(null, 204))
  app.route('/api', api(callers, version))
  app.notFound(c => refuse(c, 404, NOTHING_THERE))
  app.onError((failure, c) => refuse(c, 500, refusalOf(failure)))
  return app
}
