import type { CheckedUse } from '../config/check.ts'
import type { Context } from '../plugin/context.ts'
import type { Port } from '../plugin/port.ts'
import {
  Actions,
  ChatSender,
  LanguageModel,
  Moderation,
  StreamControl,
  TitleTarget,
  TokenSource,
  TwitchApi,
} from '../plugin/ports.ts'

// Whoever offers one of these speaks with the world outside.
const OUTSIDE = new Set(
  [
    ...[Actions, ChatSender, LanguageModel, Moderation],
    ...[StreamControl, TitleTarget, TokenSource, TwitchApi],
  ].map(({ name }) => name),
)

/** What stands for a port whose provider is left out. */
export type StandIn = (port: Port<unknown>, use: string) => unknown

/** The uses of a config as a replay runs them. */
export interface Cast {
  readonly uses: readonly CheckedUse[]
  /** Those that are not run: sources, sinks, and who offers the world outside. Known once all are set up. */
  readonly leftOut: ReadonlySet<string>
}

class LeftOut extends Error {}

/** Filters and behaviours run; whoever connects, consumes or speaks with the world is replaced by stand-ins of its ports. */
export function castOf(uses: readonly CheckedUse[], standIn: StandIn): Cast {
  const leftOut = new Set<string>()
  return {
    leftOut,
    uses: uses.map(use => ({ ...use, plugin: { ...use.plugin, setup: setupOf(use) } })),
  }

  function setupOf(use: CheckedUse): CheckedUse['plugin']['setup'] {
    return async context => {
      try {
        if (use.plugin.invents || use.provides.some(({ name }) => OUTSIDE.has(name)))
          throw new LeftOut()
        return await use.plugin.setup(withoutWorld(context))
      } catch (failure) {
        if (!(failure instanceof LeftOut)) throw failure
        leftOut.add(use.id)
        for (const port of use.provides) context.provide(port, standIn(port, use.id))
        return undefined
      }
    }
  }
}

function withoutWorld(context: Context): Context {
  const leave = (): never => {
    throw new LeftOut()
  }
  return { ...context, link: leave, consume: leave }
}
