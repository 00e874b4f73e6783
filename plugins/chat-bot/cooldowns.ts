import { createHash } from 'node:crypto'
import type { Json, State } from 'promethean'
import { steadyNow } from './steady-clock.ts'

// 64 lists of 100 rests: some 200 kB of the 1 MB a plugin may keep, and each change writes one list only.
const LISTS = 64
const LONGEST_LIST = 100

/** What rests: a rule, or a rule for one user. */
export interface Cooldown {
  readonly rule: string
  /** `<platform>:<user id>`; default: for everybody. */
  readonly user?: string | undefined
  readonly ms: number
}

type EndTimes = { readonly [rest: string]: number }

/** The cooldowns of rules. Stored in the state, so that they survive reloads and restarts. */
export class Cooldowns {
  readonly #state: Pick<State, 'get' | 'set'>
  readonly #now: () => number

  constructor(state: Pick<State, 'get' | 'set'>, now: () => number = steadyNow) {
    this.#state = state
    this.#now = now
  }

  /** Milliseconds of rest that are left. */
  left(rest: Cooldown): number {
    const { list, entry } = placeOf(rest)
    const until = this.#state.get<EndTimes>(list)?.[entry] ?? 0
    // Never longer than the cooldown itself, even if the clock was set back before a restart.
    return Math.min(Math.max(until - this.#now(), 0), rest.ms)
  }

  start(rest: Cooldown): void {
    const { list, entry } = placeOf(rest)
    const now = this.#now()
    const others = Object.entries(this.#state.get<EndTimes>(list) ?? {})
      .filter(([other, until]) => other !== entry && until > now)
      .toSorted(([, one], [, other]) => other - one)
      .slice(0, LONGEST_LIST - 1)
    this.#state.set(list, Object.fromEntries([...others, [entry, now + rest.ms]]))
  }

  /** Cancels the cooldown, because nothing was done. */
  giveBack(rest: Cooldown): void {
    const { list, entry } = placeOf(rest)
    const { [entry]: _, ...others } = this.#state.get<EndTimes>(list) ?? {}
    this.#state.set(list, others)
  }
}

/** Cooldowns that end with this process: those of test events. */
export function unsavedCooldowns(): Cooldowns {
  const values = new Map<string, Json>()
  return new Cooldowns({
    // Only what was set under the same key comes back.
    get: <T extends Json>(key: string) => values.get(key) as T | undefined,
    set: (key, value) => void values.set(key, value),
  })
}

function placeOf({ rule, user = '' }: Cooldown): { list: string; entry: string } {
  const hash = createHash('sha1').update(`${rule}\n${user}`).digest()
  return {
    list: `rest/${(hash[0] ?? 0) % LISTS}`,
    entry: hash.subarray(1, 13).toString('base64url'),
  }
}
