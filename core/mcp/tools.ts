import type { Tool } from './tool.ts'
import { actionRun } from './tools/action-run.ts'
import { approvalWait } from './tools/approval-wait.ts'
import { chatRecent } from './tools/chat-recent.ts'
import { chatSay } from './tools/chat-say.ts'
import { events } from './tools/events.ts'
import { explain } from './tools/explain.ts'
import { memoryNote } from './tools/memory-note.ts'
import { moderate } from './tools/moderate.ts'
import { schema } from './tools/schema.ts'
import { search } from './tools/search.ts'
import { sessionSummary } from './tools/session-summary.ts'
import { streamControl } from './tools/stream-control.ts'
import { streamStatus } from './tools/stream-status.ts'
import { titleSet } from './tools/title-set.ts'
import { userHistory } from './tools/user-history.ts'

/** The tool of this name, if there is one. */
export function toolNamed(name: string): Tool | undefined {
  return Object.hasOwn(TOOLS, name) ? TOOLS[name] : undefined
}

/** Everything an agent can use, by name, in the order of the list. */
export const TOOLS: Readonly<Record<string, Tool>> = {
  stream_status: streamStatus,
  chat_recent: chatRecent,
  search,
  user_history: userHistory,
  events,
  session_summary: sessionSummary,
  explain,
  schema,
  chat_say: chatSay,
  memory_note: memoryNote,
  title_set: titleSet,
  stream_control: streamControl,
  action_run: actionRun,
  moderate,
  approval_wait: approvalWait,
}
