import { deleteLine, shoutout, timeout } from './acts/moderate.ts'
import { action, scene } from './acts/program.ts'
import { say } from './acts/say.ts'
import { title } from './acts/title.ts'
import { approvals, approve, drop } from './approvals/approvals.ts'
import { concerned } from './concerned.ts'
import { fire } from './fire/fire.ts'
import { events } from './history/events.ts'
import { sessions } from './history/sessions.ts'
import { viewer } from './history/viewer.ts'
import { followLogs, logs } from './logs/logs.ts'
import { mute, unmute } from './mute.ts'
import { dropParked, parked, retryParked } from './parked.ts'
import { pause, resume } from './pause.ts'
import { plan } from './plan.ts'
import { reload } from './reload.ts'
import { rewind } from './rewind.ts'
import { schema } from './schema.ts'
import { search } from './search.ts'
import { status } from './status.ts'
import { tail } from './tail.ts'

/** Everything one can ask for, by name. */
export const OPERATIONS = {
  status,
  plan,
  reload,
  fire,
  events,
  sessions,
  viewer,
  concerned,
  logs,
  search,
  schema,
  rewind,
  parked,
  retryParked,
  dropParked,
  pause,
  resume,
  say,
  title,
  scene,
  action,
  delete: deleteLine,
  timeout,
  shoutout,
  approvals,
  approve,
  drop,
  mute,
  unmute,
}

/** What is told on and on, by name. */
export const STREAMS = { tail, followLogs }

export type OperationName = keyof typeof OPERATIONS
export type StreamName = keyof typeof STREAMS
