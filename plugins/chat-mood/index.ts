import { definePlugin, duration, parseDuration, Streamer } from 'promethean'
import { interval, last, mergeMap, takeUntil } from 'rxjs'
import { z } from 'zod'

// Often enough for what reacts to a mood, seldom enough not to fill the journal.
const EVERY_MS = 5_000

/** Measures each chat: how fast it is, how many take part, and how positive it is. */
export const chatMood = definePlugin({
  name: 'chat-mood',
  options: z.strictObject({
    window: duration({ from: '10s', to: '1h' }).default('60s').describe('How far back it looks'),
  }),
  needs: { streamer: Streamer },
  async setup({ on, options, ports }) {
    const { Moods } = await import('./moods.ts')
    const moods = new Moods(ports.streamer, parseDuration(options.window))
    on('chat.message', line => moods.add(line))
    const over = on('chat.message').pipe(last(undefined, null))
    return interval(EVERY_MS).pipe(
      takeUntil(over),
      mergeMap(() => moods.told()),
    )
  },
})
