import { definePlugin, Refused } from 'promethean'
import { z } from 'zod'

/** Sends every kept chat message to a service over HTTP. */
export default definePlugin({
  name: 'new-plugin',
  options: z.strictObject({
    url: z.url().describe('the address of the service, as http://127.0.0.1:8080/messages'),
  }),
  setup: ({ consume, options }) => {
    const types = ['chat.message'] as const
    consume({ types, from: 'beginning', batch: { max: 50 } }, async (events, signal) => {
      const eventIds: string[] = []
      for (const event of events) {
        // PUT under its own id: an event that comes twice is stored once.
        const answer = await fetch(`${options.url}/${encodeURIComponent(event.id)}`, {
          method: 'PUT',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(event),
          signal,
        })
        await answer.body?.cancel()
        if (answer.status === 400) eventIds.push(event.id)
        else if (!answer.ok) throw new Error(`the service answered ${answer.status}; check url`)
      }
      if (eventIds.length > 0) throw new Refused('the service rejected the message', { eventIds })
    })
  },
})
