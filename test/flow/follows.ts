import { setTimeout as wait } from 'node:timers/promises'
import { own } from '../support/frames/tau/payloads.ts'
import { type Line, runCommand } from '../support/process/promethean.ts'
import type { FakeTau } from '../support/tau/fake-tau.ts'

interface Telling {
  readonly everyMs: number
  readonly signal: AbortSignal
}

/** One after the other follows, and TAU stores and tells it, until the signal aborts. */
export async function tellFollows(tau: FakeTau, { everyMs, signal }: Telling): Promise<void> {
  for (let n = 0; !signal.aborted; n++) {
    const user = { user_id: String(800_000 + n), user_login: `fan${n}`, user_name: `Fan${n}` }
    tau.happen('channel-follow', {
      ...user,
      ...own,
      followed_at: new Date(1_790_000_000_000 + n * 1_000).toISOString(),
    })
    await wait(everyMs)
  }
}

/**
 * Whose follow TAU stored since it was first listened to, heard or not, and is not among these.
 * @param ids of those who follow
 */
export function followsNotIn(ids: readonly string[], tau: FakeTau): readonly string[] {
  const known = new Set(ids)
  const first = tau.notes.find(({ path, listened }) => path.includes('events') && listened)
  const since = tau.store.all.findIndex(({ id }) => id === first?.what)
  return tau.store.all
    .slice(since)
    .map(({ event_data }) => String(Object(event_data).user_id))
    .filter(id => !known.has(id))
}

/** The ids of those who follow, of exported lines. */
export function followsIn(lines: readonly Line[]): readonly string[] {
  return lines.flatMap(({ type, data }) =>
    type === 'channel.followed' ? [String(Object(Object(data).user).id)] : [],
  )
}

/**
 * Whether the journal of a config has what TAU stored. Once it listens again, TAU's list is read page by page and published
 * when the last page has come: until then all looks quiet.
 */
export async function hasFollows(file: string, tau: FakeTau): Promise<boolean> {
  const args = ['export', '--all', '--types', 'channel.followed', '--config', file]
  const { lines } = await runCommand(args)
  return followsNotIn(followsIn(lines), tau).length === 0
}
