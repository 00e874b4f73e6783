import { readFileSync } from 'node:fs'

/** Plugins as a streamer would write them beside the config, each a file of its own. */
export const ownPlugins = {
  // Chat lines with keys of their own, counted on from `from`; as fast as `rate` says, `count` of them or for ever.
  'ticker.ts': `
import { definePlugin, event } from 'promethean'
import { interval, mergeMap } from 'rxjs'
import { z } from 'zod'

export default definePlugin({
  name: 'ticker',
  options: z.strictObject({
    rate: z.number().default(100),
    count: z.number().default(Number.MAX_SAFE_INTEGER),
    run: z.string().default('a'),
    text: z.string().default('line'),
    user: z.string().default('bea'),
  }),
  setup: ({ options: { rate, count, run, text, user }, link }) => {
    link({ quiet: '1d' }).connected([{ platform: 'twitch', channel: 'ann' }])
    const start = performance.now()
    let told = 0
    return interval(10).pipe(
      mergeMap(() => {
        const due = Math.min(count, Math.floor(((performance.now() - start) / 1000) * rate))
        const lines = []
        for (; told < due; told++) {
          const id = run + '-' + told
          lines.push(event('chat.message', {
            messageId: id,
            text: text + ' ' + told,
            user: { id: user, name: user, displayName: user, roles: [] },
          }, { key: id, platform: 'twitch' }))
        }
        return lines
      }),
    )
  },
})
`,
  // Durable: writes the id of each chat line into a file; \`refuse\` is a text it cannot take.
  'keeper.ts': `
import { appendFile } from 'node:fs/promises'
import { definePlugin, Refused } from 'promethean'
import { z } from 'zod'

export default definePlugin({
  name: 'keeper',
  options: z.strictObject({
    file: z.string(),
    refuse: z.string().optional(),
    note: z.string().optional(),
  }),
  setup: ({ consume, options }) => {
    consume({ types: ['chat.message'], from: 'beginning' }, async events => {
      const refused = events.filter(event => options.refuse !== undefined && event.data.text.endsWith(options.refuse))
      if (refused.length > 0) throw new Refused('it is not wanted here', { eventIds: refused.map(({ id }) => id) })
      await appendFile(options.file, events.map(event => event.id + '\\n').join(''))
    })
  },
})
`,
  // Drops what ends with a text.
  'gate.ts': `
import { definePlugin, drop, keep } from 'promethean'
import { z } from 'zod'

export default definePlugin({
  name: 'gate',
  options: z.strictObject({ ending: z.string() }),
  setup: ({ filter, options }) => {
    filter('chat.message', event => (event.data.text.endsWith(options.ending) ? drop('ending') : keep()))
  },
})
`,
} as const

/** A config file of these imports and uses. */
export function configOf(uses: readonly string[], settings = '', more = ''): string {
  return `
import { defineConfig } from 'promethean'
import gate from './gate.ts'
import keeper from './keeper.ts'
import ticker from './ticker.ts'
${more}
export default defineConfig({ ${settings} plugins: [${uses.join(', ')}] })
`
}

/** What the keeper has, one entry a line. */
export function keptIn(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean)
  } catch {
    return []
  }
}
