import { within } from '../async.ts'
import type { Run } from '../instance/run.ts'
import type { Assembly } from './assembly.ts'
import { type RuntimeStatus, runtimeStatus } from './status.ts'

// A stop has five seconds; this much of it is for consumers that lag.
const CATCH_UP_MS = 1_000
const LAST_COMMIT_MS = 1_000

/**
 * Stops everything: senders after the plugins that answer, the journal last.
 * @param own the built-in plugins; undefined if nothing was started
 * @returns the last status
 */
export async function stopAll(
  made: Assembly,
  own: Promise<readonly Run[]> | undefined,
): Promise<RuntimeStatus> {
  const { recording, runRecord, outgoing, blocking, supervisor, states, sessions, journal, log } =
    made
  recording.stopPruning()
  const untold = own?.then(runs => Promise.all(runs.map(run => run.close())))
  outgoing.outbox.stopping()
  const unwatched = blocking.stop()
  sessions.stop()
  await supervisor.stop(() => catchUp(made))
  await Promise.all([untold, unwatched, outgoing.outbox.stop()])
  // Closed first: a full disk must not prevent the end; what is lost is counted.
  await recording.writer.close(LAST_COMMIT_MS)
  const last = await runtimeStatus(made)
  runRecord.stop()
  await states.close(failure => log.error(failure))
  await journal.close()
  return last
}

// Consumers get the last events, unless their target is unavailable.
async function catchUp({ recording, consumers }: Assembly): Promise<void> {
  await within(CATCH_UP_MS, recording.writer.settled())
  await consumers.catchUp(CATCH_UP_MS)
}
