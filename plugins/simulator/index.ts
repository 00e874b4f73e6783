import { randomBytes } from 'node:crypto'
import {
  ChatSender,
  definePlugin,
  type Log,
  type NewEvent,
  type Platform,
  type PluginUse,
  type Provided,
  parseDuration,
} from 'promethean'
import { ignoreElements, interval, map, merge, type Observable, tap, timer } from 'rxjs'
import { hint } from './hint.ts'
import { options, type Script } from './options.ts'
import { paced } from './pace.ts'
import { story } from './story.ts'
import { ACCOUNTS, PLATFORMS } from './viewers.ts'

export { type WhenSetSettings, whenSet } from './when-set.ts'

/** Simulates a stream on several platforms: test events from a seed, a script, or both. */
export const simulator = definePlugin({
  name: 'simulator',
  options,
  invents: true,
  provides: [ChatSender],
  setup: ({ options: { rate, seed, script }, link, log, provide }) => {
    provide(ChatSender, capture(platformsOf(script ?? []), log))
    const connection = link({ quiet: '1d' })
    connection.connected(ACCOUNTS)
    const heard = () => connection.heard()
    // It has no external connection and counts as alive even while nothing happens.
    const pulse = interval(parseDuration('1h')).pipe(tap(heard), ignoreElements())
    const perSecond = rate ?? (script ? 0 : 1)
    const stories = perSecond > 0 ? [paced(story(seedOf(seed, log)), perSecond)] : []
    return merge(...stories, ...played(script ?? []), pulse).pipe(tap(heard))
  },
})

/** The plugins of a config that connect to something real. An entry is a plugin, or the sentence why it is left out. */
export interface RealParts {
  /** Where the events come from. */
  readonly sources: readonly (PluginUse | string)[]
  /** What must not see a simulated stream, such as a database or a language model. */
  readonly others?: readonly (PluginUse | string)[]
  /** Whether to simulate nothing, even while every source is left out. Default: false. */
  readonly isReal?: boolean
}

/**
 * The plugins that are not left out or, while every source is, the simulator alone.
 * @returns these plugins, and one that logs at the start why the others are left out
 */
export function orSimulator({
  sources,
  others = [],
  isReal = false,
}: RealParts): readonly PluginUse[] {
  const parts = [...sources, ...others]
  const uses = parts.filter(part => typeof part !== 'string')
  const lines = parts.filter(part => typeof part === 'string')
  const isSimulated = !isReal && sources.every(source => typeof source === 'string')
  if (isSimulated)
    lines.push(...uses.map(({ id }) => `${id} is left out while the stream is simulated`))
  return [...(isSimulated ? [simulator()] : uses), ...(lines.length > 0 ? [hint({ lines })] : [])]
}

function seedOf(seed: number | string | undefined, log: Log): string {
  if (seed !== undefined) return String(seed)
  const made = randomBytes(4).toString('hex')
  log.debug(`the seed of this story is ${made}`)
  return made
}

function played(script: Script): readonly Observable<NewEvent>[] {
  return script.map(({ at, event }) =>
    timer(parseDuration(at)).pipe(map(() => ({ time: new Date(), ...event, test: true }))),
  )
}

function platformsOf(script: Script): readonly Platform[] {
  return [...new Set([...PLATFORMS, ...script.flatMap(({ event }) => event.platform ?? [])])]
}

// Answers to invented viewers end here, never in a real chat.
function capture(platforms: readonly Platform[], log: Log): Provided<typeof ChatSender> {
  return {
    platforms,
    account: platform => (platforms.includes(platform) ? { name: 'promethean' } : undefined),
    send: async (text, { platform, channel }) => {
      log.debug(`captured an answer to ${platform} ${channel}`, { text })
      return { status: 'sent', confirmed: true }
    },
  }
}
