import { type Declare, declare, exitWith } from '../declare.ts'

export const declareExplain: Declare = root =>
  declare(root, {
    name: 'explain',
    does: 'show what happened to an event: its source, the filter verdicts, who reacted and how',
    example: 'promethean explain twitch:chat.message:885196de-cb67-427a-baa8-82f9b0fcd05f',
  })
    .argument(
      '[event id]',
      'an id that search, tail --ids or export printed, or at least eight characters of it, best the last ones; default: list the latest events',
    )
    .action(
      exitWith<string | undefined>(async (id, settings) =>
        (await import('./explain.ts')).explain({ ...settings, id }),
      ),
    )
