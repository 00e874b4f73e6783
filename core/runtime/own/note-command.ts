import { concat, EMPTY, from, ignoreElements, mergeMap, of } from 'rxjs'
import { type Event, event } from '../../events/event.ts'
import { RUNTIME } from '../../events/runtime-source.ts'
import { LONGEST_NOTE } from '../../events/types/memory.ts'
import { definePlugin, type PluginUse } from '../../plugin/define.ts'
import { ChatOutput } from '../../plugin/ports/chat.ts'
import { Streamer } from '../../plugin/ports/runtime.ts'
import { ownsChannel } from '../../streamer/owns-channel.ts'
import { noteCommand } from '../../text/commands/note-command.ts'

const TOO_LONG = `a note may have at most ${LONGEST_NOTE} characters: write fewer words`

/**
 * Lets moderators write a note in the streamer's own chat: `!note the second boss is the hard one`.
 * @param isOffered whether the config has a memory to find it in
 */
export function noteCommands(isOffered: () => boolean): PluginUse {
  return definePlugin({
    name: RUNTIME,
    needs: { chat: ChatOutput, streamer: Streamer },
    setup: ({ on, ports }) => {
      const reply = (text: string, line: Event<'chat.message'>) =>
        from(ports.chat.say(text, { to: line }, { reply: true })).pipe(ignoreElements())
      return on('chat.message').pipe(
        mergeMap(line => {
          const text = noteCommand(line.data.text)
          if (text === undefined || !isOffered() || !isModerators(line, ports.streamer))
            return EMPTY
          if (text === '') return reply('write !note and what to remember', line)
          if (text.length > LONGEST_NOTE) return reply(TOO_LONG, line)
          return concat(of(noteOf(line, text)), reply('noted', line))
        }),
      )
    },
  })()
}

// What Promethean said itself notes nothing.
function isModerators(line: Event<'chat.message'>, streamer: Streamer): boolean {
  const { user, sharedFrom, isSelf } = line.data
  if (isSelf || sharedFrom || line.channel === undefined) return false
  const may = user.roles.some(role => role === 'broadcaster' || role === 'moderator')
  return may && ownsChannel(streamer, line)
}

function noteOf({ id, data, platform, channel }: Event<'chat.message'>, text: string) {
  const { name, displayName } = data.user
  const told = { key: data.messageId, platform, channel, cause: id }
  return event('memory.noted', { text, by: displayName || name }, told)
}
