import { type Commands, type Control, openControl } from '../../../../core/daemon/control/server.ts'
import type { Streams } from '../../../../core/daemon/control/streams.ts'

/** What other commands reach an instance by that has started. */
export async function serveControl(
  journalFile: string,
  commands: Commands,
  streams: Streams = {},
): Promise<Control> {
  const control = await openControl(journalFile, {})
  control.serve(commands, streams)
  return control
}
