import { type Declare, declare, exitWith } from '../declare.ts'

export const declareExplain: Declare = root =>
  declare(root, {
    name: 'explain',
    does: 'what became of an event: who told it, what the filters said, who reacted and how',
    example: 'promethean explain twitch:chat.message:885196de-cb67-427a-baa8-82f9b0fcd05f',
  })
    .argument(
      '[event id]',
      'as search, tail --ids and export print it, or eight characters of it, the last ones best; left out: the last events are listed',
    )
    .action(
      exitWith<string | undefined>(async (id, settings) =>
        (await import('./explain.ts')).explain({ ...settings, id }),
      ),
    )
