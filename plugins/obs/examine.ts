import { type Finding, findingOf, messageOf } from 'promethean'
import { Connection } from './connection.ts'
import { type Disconnection, disconnectedSentence } from './errors.ts'
import type { ObsOptions } from './options.ts'

/** Whether OBS can be reached, takes the password and is new enough. */
export async function examine(
  options: ObsOptions,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const { connection, trouble } = await reach(options, signal)
  try {
    return [trouble === undefined ? await version(connection, options, signal) : bad(trouble)]
  } catch (failure) {
    return [bad({ kind: 'not_ready', detail: messageOf(failure) })]
  } finally {
    await connection.close()
  }

  function bad(seen: Disconnection): Finding {
    return findingOf(disconnectedSentence(seen, options.url))
  }
}

interface Reached {
  readonly connection: Connection
  readonly trouble: Disconnection | undefined
}

function reach(options: ObsOptions, signal: AbortSignal): Promise<Reached> {
  return new Promise(resolve => {
    const end = (trouble?: Disconnection) => resolve({ connection, trouble })
    const connection: Connection = new Connection(options, {
      heard: ignore,
      unreadable: ignore,
      event: ignore,
      connected: () => end(),
      lost: trouble => end(trouble),
    })
    signal.addEventListener('abort', () => end({ kind: 'no_answer' }))
    if (signal.aborted) end({ kind: 'no_answer' })
  })
}

async function version(
  connection: Connection,
  { url }: ObsOptions,
  signal: AbortSignal,
): Promise<Finding> {
  const answer = await connection.ask('GetVersion', undefined, { signal })
  const { obsVersion, obsWebSocketVersion } = answer
  return { ok: true, what: `OBS ${obsVersion} (obs-websocket ${obsWebSocketVersion}) at ${url}` }
}

function ignore(): void {
  // Of no interest to a look.
}
