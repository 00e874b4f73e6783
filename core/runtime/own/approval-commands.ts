import { EMPTY, ignoreElements, mergeMap } from 'rxjs'
import { PrometheanError } from '../../errors.ts'
import type { Event } from '../../events/event.ts'
import { RUNTIME } from '../../events/runtime-source.ts'
import { definePlugin, type PluginUse } from '../../plugin/define.ts'
import { ChatOutput } from '../../plugin/ports/chat.ts'
import { Streamer } from '../../plugin/ports/runtime.ts'
import type { Approvals } from '../../ports/approvals/approvals.ts'
import { cameOf } from '../../ports/came.ts'
import { ownsChannel } from '../../streamer/owns-channel.ts'
import { approvalCommand } from '../../text/commands/approval-commands.ts'

/**
 * Lets the broadcaster decide in his own chat: `!ok alfa`, `!no alfa`.
 * @param isOffered whether the config lets agents act
 */
export function approvalCommands(approvals: Approvals, isOffered: () => boolean): PluginUse {
  return definePlugin({
    name: RUNTIME,
    needs: { chat: ChatOutput, streamer: Streamer },
    setup: ({ on, ports, note }) =>
      on('chat.message').pipe(
        mergeMap(line => {
          if (approvals.waiting.length === 0 || !isOffered()) return EMPTY
          const wanted = approvalCommand(line.data.text)
          if (wanted === undefined) return EMPTY
          if (line.test) note(line, INVENTED)
          if (!isBroadcasters(line, ports.streamer)) return EMPTY
          return decided(approvals, line, wanted).then(text =>
            ports.chat.say(text, { to: line }, { reply: true }),
          )
        }),
        ignoreElements(),
      ),
  })()
}

const INVENTED = 'decided nothing: a simulated line approves and drops nothing that waits'

// Longer than an act may take, shorter than an answer is wanted.
const CAME_MS = 25_000

// What is made up, or what Promethean said itself, approves nothing.
function isBroadcasters(line: Event<'chat.message'>, streamer: Streamer): boolean {
  const { user, sharedFrom, isSelf } = line.data
  if (line.test || isSelf || sharedFrom || line.channel === undefined) return false
  return user.roles.includes('broadcaster') && ownsChannel(streamer, line)
}

async function decided(
  approvals: Approvals,
  line: Event<'chat.message'>,
  { decision, which }: NonNullable<ReturnType<typeof approvalCommand>>,
): Promise<string> {
  const ids = approvals.waiting.map(({ id }) => id)
  if (which === undefined && ids.length > 1) return `which one? ${ids.join(', ')}`
  try {
    const { id, agent } = approvals.decide(decision, which ?? ids[0], line.data.user.name)
    if (decision === 'dropped' || agent === undefined) return `${id} is ${decision}`
    // Why is nothing for viewers.
    const { status } = cameOf(await approvals.outcome(id, CAME_MS))
    return status === 'not_done' ? `${id} is approved, but was not done` : `${id} is approved`
  } catch (failure) {
    if (failure instanceof PrometheanError) return failure.what
    throw failure
  }
}
