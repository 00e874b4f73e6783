import { definePlugin, duration, parseDuration, Streamer } from 'promethean'
import { connect, ignoreElements, interval, last, merge, mergeMap, takeUntil, tap } from 'rxjs'
import { z } from 'zod'

// Often enough for what reacts to a mood, seldom enough not to fill the journal.
const EVERY_MS = 5_000

/** Tells what mood each chat is in: how fast, how many, how glad. */
export const chatMood = definePlugin({
  name: 'chat-mood',
  options: z.strictObject({
    window: duration({ from: '10s', to: '1h' })
      .default('60s')
      .describe('How far back a mood looks'),
  }),
  needs: { streamer: Streamer },
  async setup({ on, options, ports }) {
    const { Moods } = await import('./moods.ts')
    const moods = new Moods(ports.streamer, parseDuration(options.window))
    return on('chat.message').pipe(
      connect(lines =>
        merge(
          lines.pipe(
            tap(line => moods.add(line)),
            ignoreElements(),
          ),
          interval(EVERY_MS).pipe(
            takeUntil(lines.pipe(last(undefined, null))),
            mergeMap(() => moods.told()),
          ),
        ),
      ),
    )
  },
})
