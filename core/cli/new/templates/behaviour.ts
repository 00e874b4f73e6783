import { ChatOutput, definePlugin } from 'promethean'
import { filter, mergeMap } from 'rxjs'
import { z } from 'zod'

/** Welcomes large raids in chat. */
export default definePlugin({
  name: 'new-plugin',
  options: z.strictObject({
    atLeast: z.int().min(1).default(2).describe('the smallest raid to welcome, in viewers'),
    greeting: z.string().min(1).default('Welcome').describe('what is said before the name'),
  }),
  needs: { chat: ChatOutput },
  setup: ({ on, options, ports }) =>
    on('channel.raided').pipe(
      filter(({ data }) => data.viewers >= options.atLeast),
      mergeMap(raid => {
        const { displayName = 'raiders' } = raid.data.from
        return ports.chat.say(`${options.greeting}, ${displayName}!`, { to: raid })
      }),
    ),
})
