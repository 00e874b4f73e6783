import type { StreamerAccounts } from '../config/define.ts'
import type { Run } from '../instance/run.ts'
import { ChatSender } from '../plugin/ports.ts'
import { isSameAccount } from '../text/accounts.ts'
import { platformsOf } from './own-lines.ts'

type Runs = ReadonlyMap<string, Run>

/** Who can speak, by use id in the order of the config. */
export function sendersOf(runs: Runs): ReadonlyMap<string, ChatSender> {
  const senders = new Map<string, ChatSender>()
  for (const [id, run] of runs) {
    const sender = run.provided.get(ChatSender.name)
    // Provided under this token, so it is one.
    if (sender !== undefined) senders.set(id, sender as ChatSender)
  }
  return senders
}

/** What uses provide of a port, by use id in the order of the config. */
export function providersIn(runs: Runs, port: string): ReadonlyMap<string, unknown> {
  const found = [...runs].filter(([, { provided }]) => provided.has(port))
  return new Map(found.map(([id, { provided }]) => [id, provided.get(port)]))
}

/** Whether a channel is the streamer's own: as the config names it, else one a source is connected as. */
export function isOwnChannel(
  { platform, channel }: { readonly platform?: string; readonly channel?: string },
  streamer: StreamerAccounts | undefined,
  runs: Runs,
): boolean {
  if (platform === undefined) return false
  const own = ownChannels(platform, streamer, runs)
  return own.length === 0 || own.some(name => isSameAccount(name, channel))
}

/** The streamer's channel on a platform: as the config names it, else the first a source is connected as. */
export function ownChannel(
  platform: string,
  streamer: StreamerAccounts | undefined,
  runs: Runs,
): string | undefined {
  return ownChannels(platform, streamer, runs)[0]
}

function ownChannels(
  platform: string,
  streamer: StreamerAccounts | undefined,
  runs: Runs,
): readonly string[] {
  const named = streamer?.[platform]
  const connected = [...runs.values()].flatMap(run => run.link?.accountOf(platform) ?? [])
  // A handle is an account's name, but sources tell its channel by id: who is connected knows it.
  const isHandle = named?.startsWith('@') === true
  return named === undefined || (isHandle && connected.length > 0) ? connected : [named]
}

/** The platforms the streamer has an account on: as the config names them, sources are connected to them, or plugins speak on them. */
export function ownPlatforms(
  streamer: StreamerAccounts | undefined,
  runs: Runs,
): readonly string[] {
  const connected = [...runs.values()].flatMap(({ link }) => [...(link?.accounts.keys() ?? [])])
  const speaking = [...sendersOf(runs).values()].flatMap(platformsOf)
  return [...new Set([...Object.keys(streamer ?? {}), ...connected, ...speaking])]
}
