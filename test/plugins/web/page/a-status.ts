import type { Status as Told } from '../../../../core/operations/live/status.ts'
import type { PluginStatus, Status } from '../../../../plugins/web/page/status.ts'

// As the operation tells it: what it tells otherwise one day, the page does not compile with.
const WELL: Told = {
  plugins: [{ id: 'twitch', state: 'connected', since: '2030-01-01T00:00:00.000Z' }],
  ...{ seen: 0, kept: 0, repeats: 0, dropped: {}, own: 0, heldBack: {}, unjournaled: 0 },
  consumers: {},
  waiting: [],
}

/** The status of an instance that is well, but for what is otherwise. */
export function aStatus(otherwise: Partial<Status> = {}): Status {
  return { ...WELL, ...otherwise }
}

/** A plugin that is well, but for what is otherwise. */
export function aPlugin(otherwise: Partial<PluginStatus>): PluginStatus {
  return { id: 'twitch', state: 'connected', since: '2030-01-01T00:00:00.000Z', ...otherwise }
}
