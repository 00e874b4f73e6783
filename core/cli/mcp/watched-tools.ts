import { setInterval } from 'node:timers/promises'
import type { ToolInfo } from '../../operations/agents/desk.ts'

// A streamer who starts his instance looks at the agent seconds later.
const LOOK_MS = 2_000

type Tools = () => Promise<readonly ToolInfo[]>

/** Tools that may change while a client is connected. */
export interface WatchedTools {
  /** What a client is told. */
  readonly tools: Tools
  /** Looks again and again whether they are others than the client was told, until the signal. */
  watch(onChange: () => void, signal: AbortSignal): Promise<void>
}

/** Watches tools, also for a client that has not asked for them yet; nothing tells by itself that an instance has started, stopped or reloaded. */
export function watchedTools(tools: Tools): WatchedTools {
  let told: string | undefined
  const look = async () => {
    const found = await tools()
    return { found, names: found.map(({ name }) => name).join(' ') }
  }
  return {
    tools: async () => {
      const { found, names } = await look()
      told = names
      return found
    },
    watch: async (onChange, signal) => {
      const looks = setInterval(LOOK_MS, undefined, { signal, ref: false })
      const seen = () => look().catch(() => ({ names: told }))
      try {
        told ??= (await seen()).names
        for await (const _ of looks) {
          const { names } = await seen()
          if (names === told) continue
          told = names
          onChange()
        }
      } catch (failure) {
        if (!signal.aborted) throw failure
      }
    },
  }
}
