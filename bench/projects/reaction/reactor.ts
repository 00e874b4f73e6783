import { definePlugin } from 'promethean'

/** Notes how long after the server wrote it each line reaches a behaviour. */
export default definePlugin({
  name: 'reactor',
  setup: async ({ on, defer, log }) => {
    const { Delays }: typeof import('../../parts/delays.ts') = await import(
      process.env.BENCH_DELAYS ?? ''
    )
    const delays = new Delays()
    const reactions = on('chat.message').subscribe(({ data: { text } }) => {
      if (text === 'end') log.info(JSON.stringify(delays.result()))
      else delays.note(text)
    })
    defer(() => reactions.unsubscribe())
  },
})
