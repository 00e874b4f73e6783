import type { AgentAct } from '../plugin/ports/agents.ts'
import { ChatSender } from '../plugin/ports/chat.ts'
import { Actions, Moderation, StreamControl, TitleTarget } from '../plugin/ports/effects.ts'
import type { Runtime } from '../runtime/runtime.ts'

const PORTS = {
  say: ChatSender,
  title: TitleTarget,
  action: Actions,
  // Promethean writes notes itself.
  note: undefined,
  scene: StreamControl,
  showSource: StreamControl,
  setText: StreamControl,
  startStream: StreamControl,
  stopStream: StreamControl,
  delete: Moderation,
  timeout: Moderation,
  untimeout: Moderation,
  shoutout: Moderation,
} satisfies Readonly<Record<AgentAct, unknown>>

/** Whether a plugin of the config could do it: what nobody can do is offered to no agent. */
export function isPossible({ acting }: Pick<Runtime, 'acting'>, act: AgentAct): boolean {
  const port = PORTS[act]
  return port === undefined || acting.providersOf(port).length > 0
}
