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
    does: 'kept lines of chat that hold all the words, newest first',
    example: 'promethean search lantern room --since 7d',
  })
    .argument('<words...>', 'in the text or in the name of who wrote it')
    .option('--since <time>', 'received at or after: 2h, 2026-11-23 or 2026-11-23T19:00')
    .option('--until <time>', 'received before')
    .option('--channel <channel>', 'of this channel only')
    .option('--limit <count>', 'so many at most; default 50')
    .option('--tests', 'made-up lines too')
    .option('--all', 'dropped ones too, each with what dropped it')
    .action(
      exitWith<readonly string[], SearchOptions>(async (words, settings) =>
        (await import('./search.ts')).search({ ...settings, words }),
      ),
    )
