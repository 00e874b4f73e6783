import { activity } from './activity/activity.ts'
import { deleteLine, shoutout, timeout, untimeout } from './acts/moderate.ts'
import { note } from './acts/note.ts'
import { action, scene, setText, showSource, startStream, stopStream } from './acts/program.ts'
import { say } from './acts/say.ts'
import { title } from './acts/title.ts'
import { agentAnswer, agentCall, agentTools } from './agents/agents.ts'
import { approval, approvals, approve, drop } from './approvals/approvals.ts'
import { check } from './config/check.ts'
import { plan } from './config/plan.ts'
import { reload } from './config/reload.ts'
import { schema } from './config/schema.ts'
import { dropParked, parked, retryParked } from './consumers/parked.ts'
import { pause, resume } from './consumers/pause.ts'
import { rewind } from './consumers/rewind.ts'
import { doctor } from './doctor/doctor.ts'
import { explain } from './explain/explain.ts'
import { exportEvents } from './export/export.ts'
import { fire } from './fire/fire.ts'
import { forget } from './forget/forget.ts'
import { concerned } from './history/concerned.ts'
import { events } from './history/events.ts'
import { search } from './history/search.ts'
import { sessions } from './history/sessions.ts'
import { viewer } from './history/viewer.ts'
import { mute, unmute } from './live/mute.ts'
import { status } from './live/status.ts'
import { tail } from './live/tail.ts'
import { followLogs, logs } from './logs/logs.ts'
import { plugins } from './plugins/plugins.ts'
import { recap } from './recap/recap.ts'
import { repair } from './repair/repair.ts'
import { replay } from './replay/replay.ts'

/** Everything one can ask for, by name. */
export const OPERATIONS = {
  status,
  check,
  plan,
  reload,
  fire,
  events,
  sessions,
  activity,
  recap,
  viewer,
  explain,
  concerned,
  logs,
  search,
  schema,
  plugins,
  rewind,
  parked,
  retryParked,
  dropParked,
  forget,
  pause,
  resume,
  say,
  note,
  title,
  scene,
  showSource,
  setText,
  startStream,
  stopStream,
  action,
  delete: deleteLine,
  timeout,
  untimeout,
  shoutout,
  approvals,
  approval,
  approve,
  drop,
  mute,
  unmute,
  repair,
  agentTools,
  agentCall,
  agentAnswer,
}

/** Operations that return a stream, by name. */
export const STREAMS = { tail, followLogs, export: exportEvents, doctor, replay }

/** Names of the operations that a page which viewers see may ask for. */
export const FOR_VIEWERS: readonly string[] = Object.entries(OPERATIONS)
  .filter(([, { forViewers }]) => forViewers !== undefined)
  .map(([name]) => name)

export type OperationName = keyof typeof OPERATIONS
export type StreamName = keyof typeof STREAMS
