import { definePlugin, event } from 'promethean'
import { concatMap, exhaustMap, map, timer } from 'rxjs'
import { z } from 'zod'

const ASK_EVERY_MS = 10_000
const ANSWER_MS = 5_000

const tipsSchema = z.array(
  z.object({ id: z.string(), name: z.string(), amount: z.number(), at: z.iso.datetime() }),
)

/** Publishes the tips that a service lists. */
export default definePlugin({
  name: 'new-plugin',
  options: z.strictObject({
    url: z.url().describe('the address of the list, as http://127.0.0.1:8080/tips'),
    currency: z.string().length(3).default('EUR').describe('the currency of the tips'),
  }),
  setup: ({ options, link, signal }) => {
    const connection = link({ quiet: '1m' })

    const latest = async () => {
      const answer = await fetch(options.url, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
      })
      if (!answer.ok) {
        await answer.body?.cancel()
        connection.lost(`cannot read the tips: the service answered ${answer.status}; check url`)
        return []
      }
      connection.connected()
      connection.heard()
      return tipsSchema.parse(await answer.json())
    }

    return timer(0, ASK_EVERY_MS).pipe(
      exhaustMap(latest),
      concatMap(tips => tips),
      map(({ id, name, amount, at }) => {
        const user = { id: name, name: name.toLowerCase(), displayName: name, roles: [] }
        const data = { user, amount, currency: options.currency }
        // The same key is the same tip, however often the service lists it.
        return event('channel.tipped', data, { key: id, time: new Date(at) })
      }),
    )
  },
})
