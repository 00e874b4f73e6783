import { type Declare, declare, exitWith } from '../declare.ts'

export const declareMute: Declare = root =>
  declare(root, {
    name: 'mute',
    does: 'stop all output (chat, titles, scenes); survives restarts',
    example: 'promethean mute chat-bot',
  })
    .argument('[plugin]', 'only this plugin, as promethean status names it; default everything')
    .action(
      exitWith<string | undefined>(async (plugin, settings) =>
        (await import('./mute.ts')).mute({ ...settings, plugin }),
      ),
    )

export const declareUnmute: Declare = root =>
  declare(root, {
    name: 'unmute',
    does: 'allow output again',
    example: 'promethean unmute chat-bot',
  })
    .argument('[plugin]', 'only this plugin; default everything')
    .action(
      exitWith<string | undefined>(async (plugin, settings) =>
        (await import('./mute.ts')).unmute({ ...settings, plugin }),
      ),
    )
