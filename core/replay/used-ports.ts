import type { CheckedUse } from '../config/check/uses.ts'
import type { Context, LinkAccount } from '../plugin/context.ts'
import { type Port, readNeed } from '../plugin/port.ts'
import { type Taker, takerOf } from '../runtime/concerned.ts'

/** A stand-in for a port whose provider is left out. */
export type StandIn = (port: Port<unknown>, use: string) => unknown

/** The stand-ins for those that are left out. */
export interface Understudies {
  readonly standIn: StandIn
  /** The accounts a use was connected as whose events are made up: its chats are the streamer's own. */
  accountsOf(use: string): readonly LinkAccount[]
}

/** The uses of a config as a replay runs them. */
export interface Cast {
  readonly uses: readonly CheckedUse[]
  /** Those that are not run: sources, sinks, and who offers the world outside. Known once all are set up. */
  readonly leftOut: ReadonlySet<string>
  /** What those would consume. Known then, too. */
  readonly takers: readonly Taker[]
}

// Longer than any replay is.
const ALWAYS = '3650d'

class LeftOut extends Error {}

/**
 * Filters and behaviours run; plugins that connect, consume, talk to services or serve the running instance are replaced by
 * stand-ins for their ports.
 */
export function castOf(uses: readonly CheckedUse[], { standIn, accountsOf }: Understudies): Cast {
  const leftOut = new Set<string>()
  const takers: Taker[] = []
  return {
    leftOut,
    takers,
    // Nothing invents here: what answers invented events is captured like the rest.
    uses: uses.map(use => ({
      ...use,
      plugin: { ...use.plugin, invents: false, setup: setupOf(use) },
    })),
  }

  function setupOf(use: CheckedUse): CheckedUse['plugin']['setup'] {
    return async context => {
      try {
        if (isOutside(use)) throw new LeftOut()
        return await use.plugin.setup(withoutWorld(context, takers))
      } catch (failure) {
        if (!(failure instanceof LeftOut)) throw failure
        leftOut.add(use.id)
        if (use.plugin.invents) context.link({ quiet: ALWAYS }).connected(accountsOf(use.id))
        for (const port of use.provides) context.provide(port, standIn(port, use.id))
        return undefined
      }
    }
  }
}

// What must never run twice may be running in an instance just now.
function isOutside({ plugin, provides, needs }: CheckedUse): boolean {
  if (plugin.invents || plugin.exclusive || provides.some(({ outside }) => outside)) return true
  return Object.values(needs)
    .map(readNeed)
    .some(({ port, mode }) => port.own && port.outside && mode === 'one')
}

function withoutWorld(context: Context, takers: Taker[]): Context {
  const leave = (): never => {
    throw new LeftOut()
  }
  const consume: Context['consume'] = settings => {
    takers.push(takerOf(context.id, settings))
    leave()
  }
  return { ...context, link: leave, consume }
}
