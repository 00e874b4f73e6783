import { type Declare, declare, exitWith } from '../declare.ts'

interface SearchOptions {
  readonly since?: string
  readonly until?: string
  readonly channel?: string
  readonly limit?: string
  readonly tests?: boolean
  readonly all?: boolean
}

export const declareSearch: Declare = root =>
  declare(root, {
    name: 'search',
    does: 'find kept chat messages that contain all the words, newest first',
    example: 'promethean search lantern room --since 7d',
  })
    .argument('<words...>', "words in the text or in the author's name")
    .option('--since <time>', 'received at or after this time: 2h, 2026-11-23 or 2026-11-23T19:00')
    .option('--until <time>', 'received before this time')
    .option('--channel <channel>', 'only this channel')
    .option('--limit <count>', 'at most this many; default 50')
    .option('--tests', 'include test messages')
    .option('--all', 'include dropped messages, each with the filter that dropped it')
    .action(
      exitWith<readonly string[], SearchOptions>(async (words, settings) =>
        (await import('./search.ts')).search({ ...settings, words }),
      ),
    )
