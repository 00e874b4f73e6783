import { type Declare, declare, exitWith } from '../declare.ts'

export const declareMute: Declare = root =>
  declare(root, {
    name: 'mute',
    does: 'nothing leaves any more: no line of chat, no title, no scene; kept over a restart',
    example: 'promethean mute chat-bot',
  })
    .argument('[plugin]', 'this one alone, as promethean status names it; default everything')
    .action(
      exitWith<string | undefined>(async (plugin, settings) =>
        (await import('./mute.ts')).mute({ ...settings, plugin }),
      ),
    )

export const declareUnmute: Declare = root =>
  declare(root, {
    name: 'unmute',
    does: 'lets through what was muted',
    example: 'promethean unmute chat-bot',
  })
    .argument('[plugin]', 'this one alone; default everything')
    .action(
      exitWith<string | undefined>(async (plugin, settings) =>
        (await import('./mute.ts')).unmute({ ...settings, plugin }),
      ),
    )
